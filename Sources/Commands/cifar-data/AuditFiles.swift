import Auditing
import Images
import Support

/// The files of an audit. They are opened before the work, so that nothing is lost to a mistyped path, and get their names
/// when it is done.
struct AuditFiles: ~Copyable {
  /// The name that stands for standard output.
  static let standardOutput = "-"

  private var json: AtomicFileWriter?
  private var csv: AtomicFileWriter?
  private var montage: AtomicFileWriter?
  private let options: AuditOutputOptions

  /// Throws if a file cannot be created.
  init(_ options: AuditOutputOptions) throws(FileFailure) {
    self.options = options
    json = nil
    csv = nil
    montage = nil
    if let path = options.json, path != Self.standardOutput { json = try AtomicFileWriter(path: path) }
    if let path = options.csv, path != Self.standardOutput { csv = try AtomicFileWriter(path: path) }
    if let path = options.montage { montage = try AtomicFileWriter(path: path) }
  }

  /// Whether standard output is taken, so that no tables may go there.
  var usesStandardOutput: Bool { [options.json, options.csv].contains(Self.standardOutput) }

  mutating func write(_ report: AuditReport) throws {
    let text = try JSONText.encode(report)
    if options.json == Self.standardOutput { print(text, terminator: "") }
    if options.csv == Self.standardOutput { print(report.csv(), terminator: "") }
    try json?.append(text)
    try json?.commit()
    try csv?.append(report.csv())
    try csv?.commit()
  }

  mutating func write(_ picture: Image) throws {
    try montage?.append(picture.encodePNG())
    try montage?.commit()
  }
}
