import Images
import Tensors

extension Predictor {
  /// Logits [N, K] of each view of the images. All entries count alike: a view that counts double is there twice.
  ///
  /// Throws `ImagesTooSmall` if the network cannot take images of that size.
  ///
  /// - Parameter progress: told how many images, of all views, are done, after every batch.
  package func views(_ set: ImageSet, _ augmentation: TestTimeAugmentation, progress: (Int) throws -> Void = { _ in })
    throws -> [[Float]]
  {
    var views: [[Float]] = []
    for (pass, (view, weight)) in augmentation.views.enumerated() {
      let logits = try logits(set, view: view) { try progress(pass * set.count + $0) }
      views += [[Float]](repeating: logits, count: weight)
    }
    return views
  }

  /// Probabilities [N, K] of the images, averaged over the views.
  package func probabilities(_ set: ImageSet, augmentation: TestTimeAugmentation) throws -> [Float] {
    let views = augmentation.views
    return Probabilities.averaged(
      try views.map { try logits(set, view: $0.view) }, classes: network.configuration.classes,
      weights: views.map(\.weight))
  }
}
