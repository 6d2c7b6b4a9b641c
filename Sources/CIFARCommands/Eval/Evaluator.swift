import Autodiff
import Datasets
import Evaluation
import Foundation
import Inference
import Kernels
import Support
import Tensors
import Training

/// Asks a model about images, with a progress bar on a terminal.
struct Evaluator {
  let model: TrainedModel
  let backend: Backend
  let batchSize: Int
  let augmentation: TestTimeAugmentation
  let isQuiet: Bool

  /// The answers for all images, and the images per second: the time of prediction alone, all passes together.
  ///
  /// Throws if the images are too small for the network, if its answers are no numbers, and the status of a request to
  /// stop.
  func predict(_ set: ImageSet) throws -> (Predictions, imagesPerSecond: Double) {
    let predictor = Predictor(model.network, statistics: model.statistics, backend: backend, batchSize: batchSize)
    let passes = augmentation == .flip ? 2 : 1
    var bar = ProgressBar("predicting", total: set.count * passes, unit: .things("images"))
    var seconds = 0.0

    func predictions(_ images: ImageSet, pass: Int) throws -> Predictions {
      let start = ProcessInfo.processInfo.systemUptime
      let logits: [Float]
      do {
        logits = try predictor.logits(images) { done in
          if let signal = StopRequest.current() { throw signal.status }
          if !isQuiet { bar.update(to: pass * set.count + done) }
        }
      } catch is ShapeError {
        throw TrainingFailure.imagesTooSmall(
          height: set.height, width: set.width, model: model.network.configuration.name)
      }
      seconds += ProcessInfo.processInfo.systemUptime - start
      return try Predictions(
        classNames: set.classNames, labels: set.labels, logits: logits,
        temperature: model.file.metadata.temperature ?? 1, imageNames: set.names)
    }

    defer { bar.clear() }
    var result = try predictions(set, pass: 0)
    if augmentation == .flip { result = try result.averaged(with: predictions(set.mirrored(), pass: 1)) }
    return (result, Double(set.count) / max(seconds, 1e-9))
  }
}
