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
    func open(_ path: String?) throws -> OutputFile? {
      try path.map { try OutputFile($0, replacing: options.overwriting.overwrite) }
    }
    (json, csv, montage) = (try open(options.json), try open(options.csv), try open(options.montage))
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
