import Inference
import Support

/// Answers for people: what was asked in which way, one row per image as soon as it is known, and how many there were.
struct PredictionTable: PredictionForm {
  private let context: PredictionContext
  private let terminal: Terminal
  private let isQuiet: Bool
  private let table: Table
  private let nameColumns: Int
  /// Room for the classes that come next; 0 for none.
  private let nextColumns: Int
  private var counts: PredictionCounts

  private static let (narrowestName, widestName) = (20, 60)

  /// - Parameter names: of all images, so that the table has its width from the first row on.
  init(_ context: PredictionContext, names: [String], terminal: Terminal, isQuiet: Bool) {
    (self.context, self.terminal, self.isQuiet) = (context, terminal, isQuiet)
    counts = PredictionCounts(context)
    let width = { (texts: [String]) in texts.reduce(0) { max($0, DisplayText.width(DisplayText.printable($1))) } }
    var columns = [
      Table.Column("class", minimumWidth: width(context.classNames)), Table.Column("probability", .right),
    ]
    if context.showsUnknownScore { columns.append(Table.Column("unknown score", .right, minimumWidth: 13)) }
    if context.judges { columns.append(Table.Column("answer", minimumWidth: width(context.possibleAnswers))) }
    let others = columns.reduce(0) { $0 + 2 + max(DisplayText.width($1.title), $1.minimumWidth) }
    let room = terminal.limit.map { $0 - others } ?? Self.widestName
    let nameColumns = max(min(width(names), max(room, Self.narrowestName)), 4)
    self.nameColumns = nameColumns
    columns.insert(Table.Column("file", minimumWidth: nameColumns), at: 0)
    let left = terminal.limit.map { $0 - others - nameColumns - 2 } ?? .max
    // A class and its probability are shown whole or not at all.
    nextColumns = context.topK > 1 && left >= width(context.classNames) + " 0.0000".count ? left : 0
    if nextColumns > 0 { columns.append(Table.Column("next")) }
    table = Table(columns)
  }

  func head() -> String {
    let about = isQuiet ? "" : context.about.map { $0 + "\n" }.joined() + "\n"
    return about + table.headerLines().map { fitted($0) + "\n" }.joined()
  }

  mutating func text(of answer: PredictionAnswer) -> String {
    counts.add(answer)
    guard case .verdict(let verdict, _) = answer.outcome else { return "" }
    var cells = [
      shortened(answer.file), context.classNames[verdict.predicted], Format.fixed(Double(verdict.confidence), 4),
    ]
    if context.showsUnknownScore { cells.append(Format.fixed(verdict.unknownScore, 2)) }
    if context.judges { cells.append(context.answer(verdict)) }
    if nextColumns > 0 { cells.append(next(verdict)) }
    let line = fitted(table.line(of: cells))
    return (verdict.isAccepted ? line : terminal.styled(line, .yellow)) + "\n"
  }

  func tail() -> String { isQuiet ? "" : counts.text }

  /// The classes after the first, as many as there is room for.
  private func next(_ verdict: Verdict) -> String {
    var text = ""
    for index in verdict.top(context.topK).dropFirst() {
      let name = DisplayText.printable(context.classNames[index])
      let more = (text.isEmpty ? "" : ", ") + "\(name) \(Format.fixed(Double(verdict.probabilities[index]), 4))"
      if DisplayText.width(text + more) > nextColumns { break }
      text += more
    }
    return text
  }

  /// No row is wider than the terminal, or than COLUMNS: wrapped rows cannot be read down the columns.
  private func fitted(_ line: String) -> String {
    guard let limit = terminal.limit else { return line }
    var line = DisplayText.prefix(line, columns: limit)
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Where room is limited a name that is too long for its column loses its beginning: its end tells more.
  private func shortened(_ name: String) -> String {
    let name = DisplayText.printable(name)
    guard terminal.limit != nil, DisplayText.width(name) > nameColumns else { return name }
    let mark = terminal.usesUnicode ? "…" : "..."
    var end = name[...]
    while DisplayText.width(String(end)) + mark.count > nameColumns && !end.isEmpty { end.removeFirst() }
    return mark + end
  }
}

extension PredictionContext {
  /// Every text that `answer` may give.
  fileprivate var possibleAnswers: [String] {
    var texts = ["accepted"]
    if let threshold = decider.threshold {
      texts.append(Verdict.Refusal.belowThreshold(confidence: 0, threshold: threshold).description)
    }
    return texts
  }

  /// "accepted", or why not, in a few words.
  func answer(_ verdict: Verdict) -> String {
    switch verdict.refusal {
    case nil: "accepted"
    // The score stands in a column of its own.
    case .unknown: "unknown"
    case .belowThreshold: verdict.refusal?.description ?? ""
    }
  }

  /// What to know before reading answers, a line each.
  var about: [String] {
    var lines = ["model          \(DisplayText.printable("\(model), \(weights)"))"]
    if let syntheticTraining {
      lines.append(
        "trained        \(DisplayText.printable(syntheticTraining)) (synthetic: drawn by the program, no photographs)")
    }
    lines.append(
      "probabilities  "
        + (decider.isCalibrated
          ? "calibrated (temperature \(Format.fixed(decider.temperature, 3)))"
          : "not calibrated; `cifar-eval --calibrate` does that"))
    if let threshold = decider.threshold {
      lines.append("threshold      \(threshold), " + (isThresholdGiven ? "as asked for" : "stored with the weights"))
    }
    if let unknown = decider.unknownThreshold {
      lines.append("unknown        from a score over \(Format.fixed(unknown, 2)), stored with the weights")
    }
    switch augmentation {
    case .none: break
    case .flip: lines.append("answers        averaged over each image and its mirror image")
    case .shift: lines.append("answers        averaged over each image, its mirror image, and both shifted by a pixel")
    }
    return lines
  }
}

/// How many answers of which kind there were.
struct PredictionCounts {
  private let context: PredictionContext
  private var classes: [Int]
  private var (accepted, below, unknown) = (0, 0, 0)

  init(_ context: PredictionContext) {
    self.context = context
    classes = [Int](repeating: 0, count: context.classNames.count)
  }

  mutating func add(_ answer: PredictionAnswer) {
    guard case .verdict(let verdict, _) = answer.outcome else { return }
    classes[verdict.predicted] += 1
    switch verdict.refusal {
    case nil: accepted += 1
    case .belowThreshold: below += 1
    case .unknown: unknown += 1
    }
  }

  /// Two lines, or nothing for a single image.
  var text: String {
    let images = accepted + below + unknown
    guard images > 1 else { return "" }
    // The commonest first; of equals, the first class.
    let present = classes.indices.filter { classes[$0] > 0 }.sorted { (classes[$1], $0) < (classes[$0], $1) }
    let names = present.map { "\(context.classNames[$0]) \(Format.count(classes[$0]))" }
    var text = "\nimages    \(Format.count(images)): \(names.listed(limit: 8))\n"
    if context.judges {
      var others: [String] = []
      if context.decider.threshold != nil { others.append("\(Format.count(below)) below the threshold") }
      if context.showsUnknownScore { others.append("\(Format.count(unknown)) unknown") }
      text += "accepted  \(Format.count(accepted)), \(Format.percent(Double(accepted) / Double(images)))"
      text += "; \(others.joined(separator: ", "))\n"
    }
    return text
  }
}
