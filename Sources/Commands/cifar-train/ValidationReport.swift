import CommandSupport
import Datasets
import Evaluation
import Inference
import Kernels
import Reports
import Support
import Training

/// The report that a run leaves in its folder: how good its best weights are on its validation images, and the curves.
struct ValidationReport {
  static func page(_ folder: String) -> String { FileSystem.path(folder, "report.html") }

  let data: TrainingData
  let configuration: RunConfiguration
  let backend: Backend

  /// Writes `report.html`, `report.md` and `report.json`. Throws what keeps it from that; the run is complete without.
  func write(to folder: String) throws {
    let model = try TrainedModel(path: folder)
    var all = data.set
    if all.names == nil { all.names = (0..<all.count).map { "training image \($0)" } }
    let set = all.subset(data.validation)
    let augmentation = configuration.testTimeAugmentation
    let evaluator = Evaluator(model, backend: backend, batchSize: 128, augmentation: augmentation, isQuiet: true)
    let answers = try evaluator.answers(set)
    let predictions = try answers.predictions(set, of: model)
    let report = try EvaluationReport(
      predictions,
      context: model.context(
        set, .validation, augmentation: augmentation, imagesPerSecond: Double(set.count) / max(answers.seconds, 1e-9)))
    let mistakes = try MistakePictures(set, evaluator.predictor).pictured(
      Array(report.mistakes.prefix(MistakePictures.usual)))
    let origin = ReportOrigin(model: model, set: set, backend: backend, time: ReportTime())
    let page = try ReportPage(origin.content(report, predictions, mistakes))
    try AtomicFile.write(report.json(), to: FileSystem.path(folder, "report.json"))
    try AtomicFile.write(page.markdown(), to: FileSystem.path(folder, "report.md"))
    try AtomicFile.write(page.html(), to: Self.page(folder))
  }
}
