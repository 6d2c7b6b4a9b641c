/// The colours of the charts, by role. Each exists for light and for dark paper.
///
/// The series take the palette of Okabe and Ito (2008), whose colours stay apart for people with any of the common
/// colour deficiencies; dashes and markers tell the series apart without colour.
enum Paint: Hashable {
  case ink, muted, grid, paper
  case series(Int)

  static let seriesCount = 6

  static let all: [Paint] = [.ink, .muted, .grid, .paper] + (0..<seriesCount).map { .series($0) }

  var key: String {
    switch self {
    case .ink: "ink"
    case .muted: "muted"
    case .grid: "grid"
    case .paper: "paper"
    case .series(let index): "c\(index % Self.seriesCount)"
    }
  }

  var light: String {
    switch self {
    case .ink: "#1b1f24"
    case .muted: "#59626d"
    case .grid: "#e2e5e9"
    case .paper: "#ffffff"
    case .series(let index):
      ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"][index % Self.seriesCount]
    }
  }

  var dark: String {
    switch self {
    case .ink: "#e8eaed"
    case .muted: "#a0a9b4"
    case .grid: "#2f353c"
    case .paper: "#15181c"
    case .series(let index):
      ["#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#F0E442"][index % Self.seriesCount]
    }
  }

  /// Attributes that colour an element: a class, which the page's colours follow, and the light colours themselves for
  /// programs that know no style sheets.
  static func attributes(fill: Paint? = nil, stroke: Paint? = nil) -> String {
    let classes = [fill.map { "f-" + $0.key }, stroke.map { "s-" + $0.key }].compactMap { $0 }
    var text = " class=\"\(classes.joined(separator: " "))\" fill=\"\(fill?.light ?? "none")\""
    if let stroke { text += " stroke=\"\(stroke.light)\"" }
    return text
  }

  /// The variables of one mode: `--ink:#1b1f24;…`.
  static func variables(dark: Bool) -> String {
    all.map { "--\($0.key):\(dark ? $0.dark : $0.light);" }.joined()
  }

  /// The rules that tie the classes of chart elements to the variables.
  static let rules = all.map { ".f-\($0.key){fill:var(--\($0.key))}.s-\($0.key){stroke:var(--\($0.key))}" }.joined()

  /// The style sheet of a chart that stands in a file of its own.
  static let standaloneStyle =
    "svg{\(variables(dark: false))}@media(prefers-color-scheme:dark){svg{\(variables(dark: true))}}\(rules)"
    + "@media print{svg{\(variables(dark: false))}}"
}
