import ArgumentParsing
import CommandSupport
import Support

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
  @Flag(help: "JSON lines: one object per line, as soon as it is known.") var jsonl = false
  @Flag(help: "Comma-separated values.") var csv = false
  @Flag(help: "Show small pictures, as the model sees them, beside the answers.") var thumbnails = false
  @Option(
    help: ArgumentHelp(
      "Write to a file, which gets its name when all is done.", valueName: "file", defaultText: "standard output"))
  var output: String?
  @OptionGroup var overwriting: OverwriteOptions
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
