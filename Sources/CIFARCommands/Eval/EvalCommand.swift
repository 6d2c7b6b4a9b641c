import ArgumentParsing
import Evaluation
import Foundation
import Support
import Training

/// `cifar-eval`: says how good a model is, with how much certainty, and where it errs.
public struct EvalCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "cifar-eval",
    abstract: "Measures a trained image classifier.",
    discussion: """
      Images are prepared exactly as in training: mean, deviation, size and class names come from the weights file. So \
      does the data set, unless --data names another one; of that, the model's classes are taken.

      Every image is counted. Shares come with Wilson's 95 % interval. The names in JSON and CSV files are explained in \
      docs/report-format.md.
      """,
    examples: [
      CommandExample("cifar-eval --weights runs/bikes --confusion"),
      CommandExample("cifar-eval --weights runs/bikes --data data/cifar-100-binary.tar.gz --tta flip"),
      CommandExample(
        "cifar-eval --weights runs/bikes --threshold 0.7,0.93",
        "how many answers are sure, and how often those are right"),
      CommandExample("cifar-eval --weights best.safetensors --json - --quiet", "for other programs"),
    ],
    version: Version.number)

  @OptionGroup(title: "Model") var model: EvaluatedModelOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions
  @OptionGroup(title: "Report") var report: ReportOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  public init() {}

  public func run() throws {
    StopRequest.install()
    let backend = try machine.backend(environment: ProcessInfo.processInfo.environment)
    let trained = try TrainedModel(path: model.weights)
    try report.check(trained)
    let augmentation = model.tta ?? trained.recipe?.testTimeAugmentation ?? .none
    // Opened before the work, so that no result is lost to a mistyped path.
    var files = try ReportFiles(json: report.json, csv: report.csv)
    let images = try EvaluationImages(trained, data)
    for note in images.notes where !report.quiet { StandardStreams.writeError("cifar-eval: \(note)\n") }
    let (predictions, speed) = try Evaluator(
      model: trained, backend: backend, batchSize: model.batchSize, augmentation: augmentation, isQuiet: report.quiet
    ).predict(images.set)

    let result = try EvaluationReport(
      predictions, context: trained.context(images, augmentation: augmentation, imagesPerSecond: speed),
      topK: report.ranks, thresholds: report.thresholds(trained))
    try files.write(result)
    if !report.quiet && !files.usesStandardOutput {
      print(result.text(confusion: report.confusion), terminator: "")
    }
    if let bar = report.requireAccuracy, let accuracy = result.confusionMatrix.accuracy.value, accuracy < bar {
      StandardStreams.writeError("cifar-eval: the accuracy is \(accuracy), below the required \(bar)\n")
      throw ExitStatus.barMissed
    }
  }
}
