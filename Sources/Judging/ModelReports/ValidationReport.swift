import Evaluation
import Images
import Inference
import Kernels
import Reports
import Serialization
import Support

/// The report that a run leaves in its folder: how good its best weights are on its validation images, and the curves.
package struct ValidationReport {
  private let set: ImageSet
  private let augmentation: TestTimeAugmentation
  private let backend: Backend
  private let configuration: String?

  /// - Parameters:
  ///   - set: the training images, of which `indices` were held back.
  ///   - configuration: of the run, as text.
  package init(
    _ set: ImageSet, _ indices: [Int], augmentation: TestTimeAugmentation, backend: Backend, configuration: String?
  ) {
    var named = set
    if named.names == nil { named.names = (0..<set.count).map { "training image \($0)" } }
    self.set = named.subset(indices)
    (self.augmentation, self.backend, self.configuration) = (augmentation, backend, configuration)
  }

  /// Writes the report's page, its text and its figures. Throws what keeps it from that; the run is complete without.
  package func write(to folder: String) throws {
    let model = try TrainedModel(path: folder)
    let evaluator = Evaluator(model, backend: backend, batchSize: 128, augmentation: augmentation, isQuiet: true)
    let answers = try evaluator.answers(set)
    let predictions = try answers.predictions(set, of: model)
    let report = try EvaluationReport(
      predictions,
      context: EvaluationContext(model, set, split: "validation", augmentation: augmentation, answers: answers))
    let mistakes = try MistakePictures(set, evaluator.predictor).pictured(
      Array(report.mistakes.prefix(MistakePictures.usual)))
    let origin = ReportOrigin(model, set, backend: backend, time: ReportTime(), configuration: configuration)
    let page = try ReportPage(origin.content(report, predictions, mistakes))
    try AtomicFile.write(report.json(), to: RunPaths.report(folder))
    try AtomicFile.write(page.markdown(), to: RunPaths.markdown(folder))
    try AtomicFile.write(page.html(), to: RunPaths.page(folder))
  }
}
