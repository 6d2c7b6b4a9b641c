import Auditing
import CommandSupport
import Images
import Support

/// The files of an audit.
struct AuditFiles {
  private let json: OutputFile?
  private let csv: OutputFile?
  private let montage: OutputFile?

  /// Throws if a file cannot be created.
  init(_ options: AuditOutputOptions) throws {
    json = try options.json.map { try OutputFile($0) }
    csv = try options.csv.map { try OutputFile($0) }
    montage = try options.montage.map { try OutputFile($0) }
  }

  /// Whether standard output is taken, so that no tables may go there.
  var usesStandardOutput: Bool { [json, csv].contains { $0?.isStandardOutput == true } }

  func write(_ report: AuditReport) throws {
    try json?.write(JSONText.encode(report))
    try csv?.write(report.csv())
  }

  func write(_ picture: Image) throws {
    try montage?.write(picture.encodePNG())
  }
}
