import ArgumentParsing
import CommandSupport
import Datasets
import Evaluation
import Foundation
import Images
import Inference
import Kernels
import ModelReports
import Reports
import Support
import Tensors
import Training

/// `cifar-eval`: says how good a model is, with how much certainty, and where it errs.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cifar-eval",
    abstract: "Measures a trained image classifier.",
    discussion: """
      Images are prepared exactly as in training: mean, deviation, size and class names come from the weights file. So \
      does the data set, unless --data names another one; of that, the model's classes are taken.

      Every image is counted. Proportions come with Wilson's 95 % interval. Once a model is calibrated, all \
      probabilities are \
      the calibrated ones. What reports contain is explained in docs/report-format.md.
      """,
    examples: [
      CommandExample("cifar-eval --weights runs/bikes --confusion"),
      CommandExample("cifar-eval --weights runs/bikes --data data/cifar-100-binary.tar.gz --tta flip"),
      CommandExample(
        "cifar-eval --weights runs/bikes --target-precision 0.99",
        "calibrate, and accept only answers of which 99 % are right"),
      CommandExample(
        "cifar-eval --weights runs/bikes --threshold 0.7,0.93",
        "how many answers are sure, and how often those are right"),
      CommandExample("cifar-eval --weights runs/bikes --compare runs/older --mistakes 20"),
      CommandExample(
        "cifar-eval --weights runs/bikes --html report.html", "a page with charts, mistakes and where figures come from"
      ),
      CommandExample("cifar-eval --weights best.safetensors --json - --quiet", "for other programs"),
    ],
    version: Version.number, related: Programs.related(to: "cifar-eval"))

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions
  @OptionGroup(title: "Decisions") var decisions: DecisionOptions
  @OptionGroup(title: "Trials") var trials: TrialOptions
  @OptionGroup(title: "Report") var report: ReportOptions
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    StopRequest.install()
    var trained = try model.load(console)
    let backend = try machine.backend(model.precision, usual: trained.precision, console)
    let compared = try trials.compare.map { try ComparedModel(path: $0, against: trained) }
    try report.check(trained)
    try report.outputs.check(
      inputs: trained.runFiles + (compared?.model.runFiles ?? [])
        + [compared?.model.path, data.data, trained.recipe?.data.source].compactMap(\.self))
    if trials.showsUnknown && !decisions.isCalibrating && trained.file.metadata.unknown == nil {
      throw EvaluationRequestFailure.notCalibrated(weights: trained.path)
    }
    // Opened before the work, so that no result is lost to a mistyped path.
    let files = try report.trial.dryRun ? nil : ReportFiles(report)
    if files == nil { try ReportFiles.check(report) }
    let images = try EvaluationImages(trained, data)
    let unknown = trials.showsUnknown ? try UnknownImages(trained, data, trials) : nil
    images.notes.forEach(console.note)
    guard let files else { return try showPlan(trained, images, unknown) }
    if decisions.isCalibrating { try calibrate(&trained, backend) }
    noteLimits(of: trained, images.split)

    let evaluator = evaluator(trained, backend)
    let answers = try evaluator.answers(images.set)
    let predictions = try answers.predictions(images.set, of: trained)
    var result = try EvaluationReport(
      predictions,
      context: EvaluationContext(
        trained, images.set, split: images.split.rawValue, augmentation: trained.augmentation(model.tta),
        answers: answers),
      topK: report.ranks, thresholds: decisions.thresholds(trained),
      classThresholds: trained.file.metadata.classThresholds)
    if let unknown, let threshold = trained.file.metadata.unknown?.threshold {
      result.unknown = try unknown.report(
        evaluator.answers(unknown.set, title: "unknown images"), known: predictions, threshold: threshold,
        temperature: trained.file.metadata.temperature ?? 1)
    }
    if let compared {
      let answers = try self.evaluator(compared.model, backend).answers(images.set, title: "the other model")
      result.comparison = try compared.report(answers, images.set, first: predictions)
      compared.warnings(trained, images.set, &result.comparison).forEach(console.warn)
    }
    result.gates = report.gates(result.accuracy)
    if trials.corrupt { result.robustness = try robustness(trained, evaluator, images.set, result.accuracy) }

    try files.write(result)
    let time = ReportTime()
    try files.write(predictions, weights: trained.path, time: time)
    try files.write(predictions, images.places)
    if files.wantsPage {
      let mistakes = try pictured(result.mistakes, images.set, evaluator, files)
      let origin = ReportOrigin(
        trained, images.set, backend: backend, time: time,
        configuration: trained.recipe.flatMap { try? JSONText.encode($0) })
      try files.write(origin.content(result, predictions, mistakes)).map(console.note)
    }
    if !report.quiet && !files.usesStandardOutput {
      let text = result.text(
        confusion: report.confusion, curves: report.curves, mistakes: report.mistakes ?? 0,
        limit: Terminal.standardOutput().limit)
      print(text, terminator: "")
    }
    let missed = result.gates.filter { !$0.passed }
    missed.forEach { console.warn($0.failureText) }
    if !missed.isEmpty { throw ExitStatus.barMissed }
  }

  /// The mistakes to show. Pictures and heat maps are made only where there is a place for them.
  private func pictured(
    _ mistakes: [Mistake], _ set: ImageSet, _ evaluator: Evaluator, _ files: ReportFiles
  ) throws -> [PicturedMistake] {
    let shown = Array(mistakes.prefix(min(report.mistakes ?? MistakePictures.usual, MistakePictures.most)))
    return files.wantsPictures
      ? try MistakePictures(set, evaluator.predictor).pictured(shown) : shown.map { PicturedMistake($0) }
  }

  /// What `--dry-run` says of an evaluation that could begin.
  private func showPlan(_ trained: TrainedModel, _ images: EvaluationImages, _ unknown: UnknownImages?) throws {
    let calibration = try decisions.isCalibrating ? EvaluationImages.validation(trained, data) : nil
    if calibration != nil { try AtomicFileWriter.check(trained.path) }
    if report.quiet { return }
    var lines = [
      "model     \(trained.network.configuration.title), \(trained.path)", "data      \(images.set.provenance.summary)",
      "images    \(Format.count(images.set.count)), \(images.split.rawValue) split",
    ]
    if let unknown { lines.append("unknown   \(Format.count(unknown.set.count)) images") }
    if let calibration {
      lines.append("changes   \(trained.path), calibrated on \(Format.count(calibration.count)) images")
    }
    lines += report.outputs.given.map { "writes    \($0.path) (\($0.option))" }
    lines += report.gates(Proportion(0, of: 0)).map { "requires  \($0.title) at least \($0.required)" }
    lines.append("dry run: all is in order, nothing was written")
    let text = lines.map { DisplayText.printable($0) + "\n" }.joined()
    // Standard output belongs to what was asked for with -, which a dry run does not make.
    if report.outputs.given.contains(where: { $0.path == OutputPath.standardOutput }) {
      StandardStreams.writeError(text)
    } else {
      print(text, terminator: "")
    }
  }

  private var console: Console { Console(Self.commandName, isQuiet: report.quiet) }

  private func evaluator(_ trained: TrainedModel, _ backend: Backend) -> Evaluator {
    Evaluator(
      trained, backend: backend, batchSize: model.batchSize, augmentation: trained.augmentation(model.tta),
      isQuiet: report.quiet)
  }

  /// Chooses temperature and thresholds on the run's validation images and stores them with the weights.
  private func calibrate(_ trained: inout TrainedModel, _ backend: Backend) throws {
    let set = try EvaluationImages.validation(trained, data)
    let answers = try evaluator(trained, backend).answers(set, title: "calibrating")
    let plain = try Predictions(
      classNames: set.classNames, labels: set.labels, views: answers.views, imageNames: set.names)
    let result = try Calibrator(
      trained.file.metadata, targetPrecision: decisions.targetPrecision,
      confidence: decisions.confidence
    ).choose(
      plain, energies: Probabilities.energies(answers.views, classes: set.classNames.count),
      testTimeAugmentation: trained.augmentation(model.tta).rawValue)
    try trained.store(result.metadata)
    console.note(result.note)
    console.note("stored in \(trained.path)")
  }

  /// Temperature and thresholds hold for the way of asking they were chosen with, and for other images.
  private func noteLimits(of trained: TrainedModel, _ split: Split) {
    guard let decision = trained.file.metadata.decision else { return }
    let (chosen, used) = (decision.testTimeAugmentation, trained.augmentation(model.tta).rawValue)
    if chosen != used {
      console.note("calibrated with --tta \(chosen): with --tta \(used) the probabilities may be off")
    }
    if split.rawValue == decision.split {
      console.note("calibrated on these very images: what is said about confidence is optimistic")
    }
  }

  private func robustness(
    _ trained: TrainedModel, _ evaluator: Evaluator, _ set: ImageSet, _ clean: Proportion
  ) throws -> RobustnessReport {
    let corruptions = try Corruption.allCases.map { kind in
      RobustnessReport.Corruption(
        kind: kind.rawValue,
        accuracies: try (1...Corruption.severities).map { severity in
          let damaged = try set.corrupted(by: kind, severity: severity, seed: trials.seed)
          let answers = try evaluator.answers(damaged, title: "\(kind.rawValue) \(severity)")
          return ConfusionMatrix(try answers.predictions(damaged, of: trained)).accuracy
        })
    }
    return RobustnessReport(seed: trials.seed, cleanAccuracy: clean, corruptions: corruptions)
  }
}
