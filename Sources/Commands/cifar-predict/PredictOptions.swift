import ArgumentParsing
import CommandSupport
import Inference
import Kernels
import Support

/// Which model, and how it is asked.
struct PredictingModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of a run, or a weights file (.safetensors).", valueName: "path"))
  var weights: String
  @Option(
    help: ArgumentHelp(
      "What to average over: nothing, the image and its mirror image, or these and both shifted by a pixel.",
      valueName: "kind",
      defaultText: "as the threshold was chosen, else as in training"))
  var tta: TestTimeAugmentation?
  @Option(
    help: ArgumentHelp(
      "How convolutions multiply: in 32 bits, or 16-bit operands summed in 32 (mixed; fast: larger errors).",
      valueName: "kind", defaultText: "as in training"))
  var precision: Precision?
  @Option(
    help: ArgumentHelp("Images per pass; changes speed and memory only.", valueName: "count"),
    constraint: .within(1...4096))
  var batchSize = 128
}

/// What an answer consists of.
struct AnswerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Name the k most probable classes.", valueName: "k", defaultText: "3, or all where there are fewer"),
    constraint: .atLeast(1))
  var topK: Int?
  @Option(
    help: ArgumentHelp(
      "Accept answers from this probability on, 0 to 1.", valueName: "probability",
      defaultText: "the one in the weights file, if any"), constraint: .within(0...1))
  var threshold: Double?

  /// So many where the user says nothing.
  private static let usualTopK = 3

  /// What only the model knows, before the long work.
  func topK(classes: Int) throws(PredictionRequestFailure) -> Int {
    guard let topK else { return min(Self.usualTopK, classes) }
    if topK > classes { throw .topK(topK, classes: classes) }
    return topK
  }
}

/// In which form the answers go where.
struct PredictionOutputOptions: ParsableArguments {
  @Flag(help: "One JSON document.") var json = false
  @Flag(help: "JSON lines: an object a line, as soon as it is known.") var jsonl = false
  @Flag(help: "Comma-separated values.") var csv = false
  @Flag(help: "Show small pictures, as the model sees them, beside the answers.") var thumbnails = false
  @Option(
    help: ArgumentHelp(
      "Write to a file, which gets its name when all is done.", valueName: "file", defaultText: "standard output"))
  var output: String?
  @Flag(name: [.long, .short], help: "Print nothing but answers and errors.")
  var quiet = false

  func validate() throws {
    let chosen = [("--json", json), ("--jsonl", jsonl), ("--csv", csv), ("--thumbnails", thumbnails)]
      .filter { $0.1 }.map { $0.0 }
    if chosen.count > 1 {
      throw ValidationFailure(
        "options '\(chosen[0])' and '\(chosen[1])' contradict each other", hint: "give one of them")
    }
  }

  /// The form asked for; a table if none was.
  func form(_ context: PredictionContext, _ inputs: PredictionInputs, terminal: Terminal) -> any PredictionForm {
    if json { return PredictionDocument(context) }
    if jsonl { return PredictionLines(context) }
    if csv { return PredictionCSV(context) }
    if thumbnails { return PredictionGallery(context, terminal: terminal, isQuiet: quiet) }
    return PredictionTable(context, names: inputs.items.map(\.name), terminal: terminal, isQuiet: quiet)
  }
}
