import ArgumentParsing
import CommandSupport
import Datasets
import Evaluation
import Images
import Inference
import ModelReports

/// Which images a model is judged by. What is left out comes from the weights file.
struct EvaluationDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Images: \(DataForms.text).", valueName: "path", defaultText: "those the model was trained on",
      completion: DataForms.completion))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "Classes to take; for a list with label numbers only, their names in label order.", valueName: "names",
      defaultText: "the model's"))
  var classes: [String]?
  @Option(help: ArgumentHelp("Which of CIFAR-100's labels: fine or coarse.", defaultText: "as in training"))
  var labelLevel: LabelLevel?
  @Option(
    help: ArgumentHelp(
      """
      test; validation: the images that the run validated on; or train: those it was trained on. Of other data their \
      own.
      """, valueName: "name", defaultText: "test, or validation where there are no test images"))
  var split: Split?
  @OptionGroup var reading: ReadingOptions
}

/// From when on an answer counts, and how sure it claims to be.
struct DecisionOptions: ParsableArguments {
  @Flag(
    help: """
      Fit the temperature, the threshold of each class and that of unknown images on the run's validation images, and \
      store them in the weights file.
      """)
  var calibrate = false
  @Option(
    help: ArgumentHelp(
      """
      Calibrate, choose the smallest threshold whose answers are right at least this often, 0 to 1, and store it. Ends \
      with status 1 if there is none.
      """, valueName: "fraction"), constraint: .betweenZeroAndOne)
  var targetPrecision: Double?
  @Option(
    help: ArgumentHelp("How certain that must be, 0 to 1.", valueName: "fraction", defaultText: "0.95"),
    constraint: .betweenZeroAndOne)
  var confidence: Double?
  @Option(
    help: ArgumentHelp(
      "Judge only answers of at least this probability, 0 to 1; several with commas.", valueName: "probability",
      defaultText: "the one in the weights file, if any"), constraint: .within(0...1))
  var threshold: [Double]?

  /// Whether the weights file is to be changed.
  var isCalibrating: Bool { calibrate || targetPrecision != nil }

  func validate() throws {
    if targetPrecision != nil, threshold != nil {
      throw ValidationFailure(
        "--target-precision chooses a threshold and --threshold names one", hint: "leave one of them out")
    }
    if confidence != nil, targetPrecision == nil {
      throw ValidationFailure(
        "--confidence says how certain --target-precision must be, which is missing",
        hint: "add --target-precision, such as --target-precision 0.99")
    }
  }

  /// Each threshold once, in the order given; that of the weights file if none is given.
  func thresholds(_ model: TrainedModel) -> [Double] {
    let all = threshold ?? model.file.metadata.threshold.map { [$0] } ?? []
    return all.enumerated().filter { !all.prefix($0).contains($1) }.map(\.element)
  }
}

extension ArgumentConstraint where Value == Double {
  /// Without the ends: nothing is certain, and nothing is chosen to be always wrong.
  fileprivate static var betweenZeroAndOne: Self {
    Self("a number between 0 and 1, both excluded") { $0 > 0 && $0 < 1 }
  }
}

/// Further tests of the model.
struct TrialOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Another model, a run's folder or a weights file, to be asked about the same images.", valueName: "path"))
  var compare: String?
  @Option(
    help: ArgumentHelp(
      "Images of no class of the model, to see whether it notices; its own classes among them are left out.",
      valueName: "path", completion: DataForms.completion))
  var unknown: String?
  @Option(
    help: ArgumentHelp(
      "Classes to take of these images.", valueName: "names",
      defaultText: "all the model does not know; without --unknown, of the data evaluated"))
  var unknownClasses: [String]?
  @Flag(help: "Also measure accuracy under noise, blur, contrast, brightness and JPEG compression.")
  var corrupt = false
  @Option(help: "Seed of that noise.") var seed: UInt64 = 0

  /// Whether unknown images are to be shown.
  var showsUnknown: Bool { unknown != nil || unknownClasses != nil }
}

/// What is shown and written.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Show which classes are taken for which.")
  var confusion = false
  @Option(
    help: ArgumentHelp(
      "Also count images whose class is among the k most probable; several with commas.", valueName: "k"),
    constraint: .atLeast(1))
  var topK: [Int] = []
  @Flag(help: "Show how well each class is ranked, and accuracy and coverage over the threshold.")
  var curves = false
  @Option(
    help: ArgumentHelp(
      """
      List that many mistakes, the most confident first, and show as many pictures in reports, at most \
      \(MistakePictures.most).
      """, valueName: "count", defaultText: "none listed, \(MistakePictures.usual) shown"),
    constraint: .within(1...EvaluationReport.mostMistakes))
  var mistakes: Int?
  @Option(help: ArgumentHelp("Write all figures as JSON; - for standard output.", valueName: "file"))
  var json: String?
  @Option(help: ArgumentHelp("Write all figures as CSV; - for standard output.", valueName: "file"))
  var csv: String?
  @Option(
    help: ArgumentHelp(
      "Write all mistakes with the paths of their images as CSV, the surest first; - for standard output.",
      valueName: "file"))
  var mistakesCsv: String?
  @Option(
    help: ArgumentHelp(
      "Write a report to look at: one page with charts and pictures that needs nothing else; - for standard output.",
      valueName: "file"))
  var html: String?
  @Option(help: ArgumentHelp("Write that report as Markdown; - for standard output.", valueName: "file"))
  var markdown: String?
  @Option(help: ArgumentHelp("Write its charts singly, as SVG files.", valueName: "folder"))
  var svg: String?
  @Option(
    help: ArgumentHelp("Write the mistakes' pictures, with what each answer rests on, as one PNG.", valueName: "file"))
  var montage: String?
  @Option(
    help: ArgumentHelp("Write SageMaker's model quality JSON; - for standard output.", valueName: "file"))
  var sagemaker: String?
  @Option(
    help: ArgumentHelp("Write Rekognition Custom Labels' summary JSON; - for standard output.", valueName: "file"))
  var rekognition: String?
  @Option(
    help: ArgumentHelp("End with status 1 if the accuracy is below this fraction, 0 to 1.", valueName: "fraction"),
    constraint: .within(0...1))
  var requireAccuracy: Double?
  @Option(
    help: ArgumentHelp(
      "The same for the lower end of the accuracy's 95 % interval, which few test images do not reach by luck.",
      valueName: "fraction"), constraint: .within(0...1))
  var requireLowerBound: Double?
  @OptionGroup var overwriting: OverwriteOptions
  @OptionGroup var trial: DryRunOptions
  @Flag(name: [.long, .short], help: "Print nothing but errors and what was asked for with -.")
  var quiet = false

  func validate() throws {
    try outputs.validate(pictures: ["svg", "montage"])
  }

  /// What is to be written.
  var outputs: OutputOptions {
    OutputOptions([
      ("json", json), ("csv", csv), ("mistakes-csv", mistakesCsv), ("html", html), ("markdown", markdown),
      ("svg", svg), ("montage", montage), ("sagemaker", sagemaker), ("rekognition", rekognition),
    ])
  }

  /// The bars that were set, measured.
  func gates(_ accuracy: Proportion) -> [Gate] {
    [
      requireAccuracy.map { Gate.accuracy(accuracy, required: $0) },
      requireLowerBound.map { Gate.accuracyLowerBound(accuracy, required: $0) },
    ].compactMap(\.self)
  }

  /// Each k once, in the order given.
  var ranks: [Int] { topK.enumerated().filter { !topK.prefix($0).contains($1) }.map(\.element) }

  /// What only the model knows, before the long work.
  func check(_ model: TrainedModel) throws(EvaluationRequestFailure) {
    let classes = model.file.metadata.classNames.count
    if let k = topK.first(where: { $0 > classes }) { throw .topK(k, classes: classes) }
    if let path = outputs.given.first(where: { OutputPath.areSame($0.path, model.path) }) {
      throw .overwritesWeights(option: path.option, path: path.path)
    }
  }
}
