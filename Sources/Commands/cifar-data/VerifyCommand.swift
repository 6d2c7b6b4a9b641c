import ArgumentParsing
import Datasets
import Support

/// `cifar-data verify`: reads a CIFAR data set to the last byte.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads a CIFAR archive or folder to the last byte and compares checksums.",
    discussion: """
      Exit status 0: sound, be it the official data, a shorter sample or own data; the last line says which. 65: \
      damaged, \
      or of full length with other checksums than the official ones. 66: missing.
      """,
    examples: [CommandExample("cifar-data verify data/cifar-100-binary.tar.gz")])

  @Argument(help: "A folder of CIFAR files, or an archive of them (.tar.gz, .tar.xz, .tar.bz2, .tar, .zip).") var path:
    String
  @Flag(help: "Print a JSON object in place of the table.") var json = false

  func run() throws {
    let report = try DatasetChecksums.verify(path: path)
    print(json ? try JSONText.encode(Judged(report)) : Self.text(report), terminator: "")
    if report.isAltered { throw AlteredData(path: report.path) }
  }

  /// The report with its conclusion.
  private struct Judged: Encodable {
    let report: VerificationReport
    init(_ report: VerificationReport) { self.report = report }

    private enum CodingKeys: String, CodingKey { case verdict, summary }

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(report.verdict, forKey: .verdict)
      try values.encode(report.summary, forKey: .summary)
    }
  }

  private static func text(_ report: VerificationReport) -> String {
    var table = Table(
      [
        .init("file", shortens: .beginning(to: 16)), .init("images", .right), .init("official", .right),
        .init("classes", .right, rank: 2), .init("md5", rank: 1), .init("checksum"),
      ], limit: Terminal.standardOutput().limit)
    for file in report.files {
      table.addRow([
        file.name, Format.count(file.records), Format.count(file.officialRecords),
        "\(file.perClass.count { $0 > 0 }) of \(file.perClass.count)", file.md5 ?? "–",
        comparison(file.md5, file.officialMD5),
      ])
    }
    for name in report.missingFiles { table.addRow([name, "missing", "", "", "", ""]) }
    if let md5 = report.md5 {
      table.addRule()
      table.addRow(["the archive", "", "", "", md5, comparison(md5, report.officialMD5)])
    }
    return "\(DisplayText.printable(report.path)), in the form of \(report.version.title)\n\n\(table.rendered())\n"
      + report.summary + "\n"
  }

  private static func comparison(_ found: String?, _ official: String?) -> String {
    guard let found else { return "–" }
    guard let official else { return "none is known" }
    return found == official ? "agrees" : "not the official one"
  }
}

extension VerificationReport {
  /// Whether it passes for the official data, by its length and its classes, and is not.
  fileprivate var isAltered: Bool {
    verdict == .differs && !isSynthetic && classNames == version.standardNames(.fine)
  }
}

/// Data of the official length and classes with another checksum.
private struct AlteredData: Failure {
  let path: String
  var message: String { "'\(path)': expected the official checksums, found others" }
  var hint: String? { "get it again with `cifar-data download`, unless it was packed anew on purpose" }
  var status: ExitStatus { .malformedInput }
}
