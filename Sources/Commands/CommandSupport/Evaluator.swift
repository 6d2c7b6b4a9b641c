import Autodiff
import Datasets
import Evaluation
import Foundation
import Images
import Inference
import Kernels
import Support
import Tensors
import Training

/// Asks a model about images, with a progress bar on a terminal.
package struct Evaluator {
  private let network: String
  package let predictor: Predictor
  private let augmentation: TestTimeAugmentation
  private let isQuiet: Bool

  package init(
    _ model: TrainedModel, backend: Backend, batchSize: Int, augmentation: TestTimeAugmentation, isQuiet: Bool
  ) {
    network = model.network.configuration.title
    predictor = Predictor(model.network, statistics: model.statistics, backend: backend, batchSize: batchSize)
    (self.augmentation, self.isQuiet) = (augmentation, isQuiet)
  }

  /// Logits of the images, [N, K] for each view that is averaged over, and the time that prediction alone took.
  package struct Answers {
    package let views: [[Float]]
    package let seconds: Double

    package init(views: [[Float]], seconds: Double) { (self.views, self.seconds) = (views, seconds) }

    /// With the probabilities of a model.
    package func predictions(_ set: ImageSet, of model: TrainedModel) throws(EvaluationFailure) -> Predictions {
      try Predictions(
        classNames: set.classNames, labels: set.labels, views: views,
        temperature: model.file.metadata.temperature ?? 1, imageNames: set.names)
    }
  }

  /// The answers for all images.
  ///
  /// Throws if the images are too small for the network, and the status of a request to stop.
  ///
  /// - Parameter title: what the progress bar calls the work.
  package func answers(_ set: ImageSet, title: String = "predicting") throws -> Answers {
    let weights = augmentation.weights
    var bar = ProgressBar(title, total: set.count * weights.count, unit: .things("images"))
    defer { bar.clear() }
    var (views, seconds): ([[Float]], Double) = ([], 0)
    for (pass, weight) in weights.enumerated() {
      let images = augmentation.view(pass, of: set)
      let start = ProcessInfo.processInfo.systemUptime
      do {
        let answers = try predictor.logits(images) { done in
          if let signal = StopRequest.current() { throw signal.status }
          if !isQuiet { bar.update(to: pass * set.count + done) }
        }
        // All views count alike in what follows: one that counts double is there twice.
        views += [[Float]](repeating: answers, count: weight)
      } catch is ShapeError {
        throw TrainingFailure.imagesTooSmall(height: set.height, width: set.width, model: network)
      }
      seconds += ProcessInfo.processInfo.systemUptime - start
    }
    return Answers(views: views, seconds: seconds)
  }
}
