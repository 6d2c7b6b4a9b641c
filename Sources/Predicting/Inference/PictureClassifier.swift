import Images
import Kernels

/// Asks a model about pictures of its size.
package struct PictureClassifier {
  package let batchSize: Int
  private let predictor: Predictor
  private let decider: Decider
  private let augmentation: TestTimeAugmentation

  package init(
    _ model: TrainedModel, _ decider: Decider, augmentation: TestTimeAugmentation, backend: Backend, batchSize: Int
  ) {
    predictor = Predictor(model.network, statistics: model.statistics, backend: backend, batchSize: batchSize)
    (self.decider, self.augmentation, self.batchSize) = (decider, augmentation, batchSize)
  }

  /// The verdict on each picture. All must be of the model's size.
  ///
  /// Throws if the network cannot take images of that size or answers with NaN or infinity.
  ///
  /// - Parameter pictures: with what messages call them.
  package func verdicts(_ pictures: [(name: String, image: Image)]) throws -> [Verdict] {
    guard let first = pictures.first?.image else { return [] }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(pictures.count * first.pixels.count)
    for picture in pictures { pixels += picture.image.pixels }
    let set = ImageSet(
      height: first.height, width: first.width, pixels: pixels, labels: [Int](repeating: 0, count: pictures.count),
      classNames: decider.classNames, provenance: .init(summary: "pictures", path: nil, isSynthetic: false))
    let views = try predictor.views(set, augmentation)
    let classes = decider.classNames.count
    return try pictures.indices.map { index in
      try decider.verdict(views.map { Array($0[index * classes..<(index + 1) * classes]) }, image: pictures[index].name)
    }
  }
}
