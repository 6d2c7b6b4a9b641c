import Foundation
import Images
import Inference
import Support

/// Answers for people, each beside a small picture of what the model sees.
struct PredictionGallery: PredictionForm {
  private let context: PredictionContext
  private let terminal: Terminal
  private let isQuiet: Bool
  private let colours: TerminalPicture.Colours
  private var counts: PredictionCounts

  private static let barColumns = 24

  init(_ context: PredictionContext, terminal: Terminal, isQuiet: Bool) {
    (self.context, self.terminal, self.isQuiet) = (context, terminal, isQuiet)
    colours = TerminalPicture.Colours(environment: ProcessInfo.processInfo.environment)
    counts = PredictionCounts(context)
  }

  func head() -> String { isQuiet ? "" : context.about.map { $0 + "\n" }.joined() + "\n" }

  mutating func text(of answer: PredictionAnswer) -> String {
    counts.add(answer)
    guard case .verdict(let verdict, let image) = answer.outcome else { return "" }
    let picture = TerminalPicture(image, colours)
    let room = terminal.limit.map { max($0 - TerminalPicture.columns - 2, 1) } ?? .max
    let lines = self.lines(answer.file, verdict).map { line in
      let text = DisplayText.prefix(DisplayText.printable(line.text), columns: room)
      return line.style.map { terminal.styled(text, $0) } ?? text
    }
    var text = ""
    for row in 0..<max(picture.lines.count, lines.count) {
      let left = row < picture.lines.count ? picture.lines[row] : String(repeating: " ", count: TerminalPicture.columns)
      let right = row < lines.count ? lines[row] : ""
      text += left + (right.isEmpty ? "" : "  " + right) + "\n"
    }
    return text + "\n"
  }

  func tail() -> String { isQuiet ? "" : String(counts.text.drop { $0 == "\n" }) }

  private func lines(_ name: String, _ verdict: Verdict) -> [(text: String, style: Terminal.Style?)] {
    let top = verdict.top(context.topK)
    let width = top.reduce(0) { max($0, DisplayText.width(DisplayText.printable(context.classNames[$1]))) }
    var lines: [(text: String, style: Terminal.Style?)] = [(name, .bold), ("", nil)]
    for index in top {
      let name = DisplayText.printable(context.classNames[index])
      let padding = String(repeating: " ", count: width - DisplayText.width(name))
      let probability = Double(verdict.probabilities[index])
      lines.append(("\(name)\(padding)  \(Format.fixed(probability, 4))  \(bar(probability))", nil))
    }
    if context.judges {
      lines.append(("", nil))
      lines.append((verdict.refusal?.description ?? "accepted", verdict.isAccepted ? .green : .yellow))
    }
    return lines
  }

  private func bar(_ probability: Double) -> String {
    String(repeating: "█", count: Int((probability * Double(Self.barColumns)).rounded()))
  }
}

/// A picture made of characters: each shows two pixels, one above the other, as the half block "▀" on a background.
struct TerminalPicture {
  /// Which colours the terminal knows.
  enum Colours {
    case sixteenMillion
    /// The colour cube of 6x6x6 that nearly every terminal has.
    case cube
  }

  static let (columns, rows) = (24, 12)
  let lines: [String]

  init(_ image: Image, _ colours: Colours) {
    let small = image.resized(width: Self.columns, height: 2 * Self.rows)
    lines = (0..<Self.rows).map { row in
      var (line, last) = ("", "")
      for column in 0..<Self.columns {
        let (above, below) = (small[column, 2 * row], small[column, 2 * row + 1])
        let code = "38;\(colours.code(above));48;\(colours.code(below))"
        line += (code == last ? "" : "\u{1B}[\(code)m") + "▀"
        last = code
      }
      return line + "\u{1B}[0m"
    }
  }
}

extension TerminalPicture.Colours {
  /// As terminals announce it in `COLORTERM`.
  init(environment: [String: String]) {
    self = ["truecolor", "24bit"].contains(environment["COLORTERM", default: ""]) ? .sixteenMillion : .cube
  }

  /// What follows `38;` or `48;` in the command that sets a colour.
  func code(_ colour: Image.Colour) -> String {
    switch self {
    case .sixteenMillion: return "2;\(colour.red);\(colour.green);\(colour.blue)"
    case .cube: return "5;\(Self.nearest(colour))"
    }
  }

  /// Of the cube's colours (from number 16) and the greys between black and white (from 232), the nearest one.
  private static func nearest(_ colour: Image.Colour) -> Int {
    let parts = [colour.red, colour.green, colour.blue].map { Int($0) }
    let digits = parts.map(cubeDigit)
    let grey = min(max((parts.reduce(0, +) / 3 - 3) / 10, 0), 23)
    let distance = { (levels: [Int]) in zip(parts, levels).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let isGreyNearer = distance([Int](repeating: 8 + 10 * grey, count: 3)) < distance(digits.map { cubeLevels[$0] })
    return isGreyNearer ? 232 + grey : 16 + 36 * digits[0] + 6 * digits[1] + digits[2]
  }

  private static let cubeLevels = [0, 95, 135, 175, 215, 255]

  /// The place of the nearest of the cube's levels.
  private static func cubeDigit(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
}
