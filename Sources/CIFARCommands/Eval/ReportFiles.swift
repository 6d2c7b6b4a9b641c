import Evaluation
import Support

/// The files a report goes to. They are opened before the work and get their names when it is done: an evaluation that
/// fails or is stopped leaves older files as they were.
struct ReportFiles: ~Copyable {
  private var json: AtomicFileWriter?
  private var csv: AtomicFileWriter?
  private let jsonToOutput: Bool
  private let csvToOutput: Bool
  /// The name that stands for standard output.
  private static let standardOutput = "-"

  /// Throws if a file cannot be created.
  init(json: String?, csv: String?) throws(FileFailure) {
    jsonToOutput = json == Self.standardOutput
    csvToOutput = csv == Self.standardOutput
    self.json = nil
    self.csv = nil
    if let json, !jsonToOutput { self.json = try AtomicFileWriter(path: json) }
    if let csv, !csvToOutput { self.csv = try AtomicFileWriter(path: csv) }
  }

  /// Whether standard output is taken, so that no tables may go there.
  var usesStandardOutput: Bool { jsonToOutput || csvToOutput }

  mutating func write(_ report: EvaluationReport) throws {
    let text = try report.json()
    if jsonToOutput { print(text, terminator: "") }
    if csvToOutput { print(report.csv(), terminator: "") }
    try json?.append(text)
    try json?.commit()
    try csv?.append(report.csv())
    try csv?.commit()
  }
}
