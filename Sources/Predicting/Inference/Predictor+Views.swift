import Images
import Models
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
    for (number, weight) in augmentation.weights.enumerated() {
      do {
        let logits = try logits(augmentation.view(number, of: set)) { try progress(number * set.count + $0) }
        views += [[Float]](repeating: logits, count: weight)
      } catch is ShapeError {
        throw ImagesTooSmall(height: set.height, width: set.width, model: network.configuration.title)
      }
    }
    return views
  }
}
