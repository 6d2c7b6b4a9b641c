import Support
import Testing

struct TerminalTests {
  struct Case: Sendable {
    var isTerminal = true
    var environment: [String: String]
    var isInteractive = true
    var usesColour = true
    var usesUnicode = false
  }

  @Test(arguments: [
    Case(environment: ["TERM": "xterm"]),
    Case(environment: ["TERM": "xterm", "NO_COLOR": ""]),
    Case(environment: ["TERM": "xterm", "NO_COLOR": "1"], usesColour: false),
    Case(environment: ["TERM": "dumb"], isInteractive: false, usesColour: false),
    Case(environment: [:], isInteractive: false, usesColour: false),
    Case(isTerminal: false, environment: ["TERM": "xterm"], isInteractive: false, usesColour: false),
    Case(environment: ["TERM": "xterm", "LANG": "de_DE.UTF-8"], usesUnicode: true),
    Case(environment: ["TERM": "xterm", "LANG": "C.utf8"], usesUnicode: true),
    Case(environment: ["TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C"]),
  ])
  func environmentDecides(sample: Case) {
    let terminal = Terminal(isTerminal: sample.isTerminal, columns: 100, environment: sample.environment)
    #expect(terminal.isInteractive == sample.isInteractive)
    #expect(terminal.usesColour == sample.usesColour)
    #expect(terminal.usesUnicode == sample.usesUnicode)
    #expect(terminal.columns == 100)
  }

  @Test(arguments: [([:], 80), (["COLUMNS": "132"], 132), (["COLUMNS": "0"], 80), (["COLUMNS": "x"], 80)])
  func widthHasADefault(environment: [String: String], columns: Int) {
    #expect(Terminal(isTerminal: false, columns: nil, environment: environment).columns == columns)
  }

  /// In a pipe only `COLUMNS` limits lines; a terminal knows its own width.
  @Test(
    arguments: [
      (nil, [:], nil), (nil, ["COLUMNS": "60"], 60), (nil, ["COLUMNS": "-1"], nil), (120, ["COLUMNS": "60"], 120),
    ] as [(Int?, [String: String], Int?)])
  func linesEndWhere(columns: Int?, environment: [String: String], limit: Int?) {
    #expect(Terminal(isTerminal: columns != nil, columns: columns, environment: environment).limit == limit)
  }

  @Test func stylesNeedColour() {
    var terminal = Terminal(isInteractive: true, usesColour: true)
    #expect(terminal.styled("x", .red) == "\u{1B}[31mx\u{1B}[0m")
    terminal.usesColour = false
    #expect(terminal.styled("x", .red) == "x")
  }
}
