import Evaluation
import Foundation
import Images
import Inference
import Kernels
import Support

/// Asks a model about labelled images, with a progress bar on a terminal.
package struct Evaluator {
  package let predictor: Predictor
  private let augmentation: TestTimeAugmentation
  private let isQuiet: Bool

  package init(
    _ model: TrainedModel, backend: Backend, batchSize: Int, augmentation: TestTimeAugmentation, isQuiet: Bool
  ) {
    predictor = Predictor(model.network, statistics: model.statistics, backend: backend, batchSize: batchSize)
    (self.augmentation, self.isQuiet) = (augmentation, isQuiet)
  }

  /// Logits of the images, [N, K] for each view that is averaged over, and the time that this took.
  package struct Answers {
    package let views: [[Float]]
    package let seconds: Double

    package init(views: [[Float]], seconds: Double) { (self.views, self.seconds) = (views, seconds) }

    /// With the probabilities of a model.
    package func predictions(_ set: ImageSet, of model: TrainedModel) throws(EvaluationFailure) -> Predictions {
      try Predictions(
        classNames: set.classNames, labels: set.labels, views: views, temperature: model.file.metadata.temperature ?? 1,
        imageNames: set.names)
    }
  }

  /// The answers for all images.
  ///
  /// Throws if the images are too small for the network, and the status of a request to stop.
  ///
  /// - Parameter title: what the progress bar calls the work.
  package func answers(_ set: ImageSet, title: String = "predicting") throws -> Answers {
    var bar = ProgressBar(title, total: set.count * augmentation.views.count, unit: .things("images"))
    defer { bar.clear() }
    let start = ProcessInfo.processInfo.systemUptime
    let views = try predictor.views(set, augmentation) { done in
      if let signal = StopRequest.current() { throw signal.status }
      if !isQuiet { bar.update(to: done) }
    }
    return Answers(views: views, seconds: ProcessInfo.processInfo.systemUptime - start)
  }
}
