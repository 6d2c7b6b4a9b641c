import CommandSupport
import Datasets
import Images
import Inference
import Kernels
import Support
import Tensors
import Training

/// Asks a model about pictures of its size.
struct PictureClassifier {
  let batchSize: Int
  private let predictor: Predictor
  private let decider: Decider
  private let augmentation: TestTimeAugmentation
  private let modelName: String

  init(_ model: TrainedModel, _ context: PredictionContext, backend: Backend, batchSize: Int) {
    self.batchSize = batchSize
    predictor = Predictor(model.network, statistics: model.statistics, backend: backend, batchSize: batchSize)
    (decider, augmentation, modelName) = (context.decider, context.augmentation, model.network.configuration.title)
  }

  /// The verdict on each picture. All must be of the model's size.
  ///
  /// Throws if the network cannot take images of that size or answers what is no number.
  ///
  /// - Parameter pictures: with what messages call them.
  func verdicts(_ pictures: [(name: String, image: Image)]) throws -> [Verdict] {
    guard let first = pictures.first?.image else { return [] }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(pictures.count * first.pixels.count)
    for picture in pictures { pixels += picture.image.pixels }
    let set = ImageSet(
      height: first.height, width: first.width, pixels: pixels,
      labels: [Int](repeating: 0, count: pictures.count), classNames: decider.classNames,
      provenance: .init(summary: "pictures", path: nil, isSynthetic: false))
    var logits: [[Float]] = []
    do {
      for (number, weight) in augmentation.weights.enumerated() {
        let answers = try predictor.logits(augmentation.view(number, of: set))
        // All views count alike for the decider: one that counts double is there twice.
        logits += [[Float]](repeating: answers, count: weight)
      }
    } catch is ShapeError {
      throw TrainingFailure.imagesTooSmall(height: set.height, width: set.width, model: modelName)
    }
    let classes = decider.classNames.count
    return try pictures.indices.map { index in
      try decider.verdict(
        logits.map { Array($0[index * classes..<(index + 1) * classes]) }, image: pictures[index].name)
    }
  }
}
