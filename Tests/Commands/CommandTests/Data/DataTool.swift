import Foundation
import Images
import Support
import TestSupport
import Testing

/// Runs `cifar-data` as a user would.
func cifarData(
  _ arguments: String..., folder: TemporaryFolder? = nil, signal: Program.SignalPlan? = nil
) throws -> Program.Result {
  try Program("cifar-data").run(arguments, folder: folder?.path, timeout: 60, signal: signal)
}

/// Expects a failure: one line, its hint, its status, and nothing on standard output.
func expectFailure(
  _ result: Program.Result, _ status: Support.ExitStatus, _ message: String, hint: String?,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let text = "cifar-data: error: \(message)\n" + (hint.map { "  hint: \($0)\n" } ?? "")
  #expect(result.errorOutput == text, sourceLocation: sourceLocation)
  #expect(result.status == status.rawValue, sourceLocation: sourceLocation)
  #expect(result.output == "", sourceLocation: sourceLocation)
}

/// Small data sets.
enum DataFixture {
  /// Records of CIFAR-10 with the given labels; every image has one colour.
  static func ten(_ labels: [UInt8]) -> [UInt8] {
    labels.flatMap { label in [label] + [UInt8](repeating: 20 &+ label &* 20, count: 3072) }
  }

  static func hundred(_ labels: [(coarse: UInt8, fine: UInt8)]) -> [UInt8] {
    labels.flatMap { label in [label.coarse, label.fine] + [UInt8](repeating: label.fine, count: 3072) }
  }

  /// `train/{cat,dog}` with three and two pictures, `test/cat` with one: each of one colour, of various sizes.
  static func pictures(_ folder: TemporaryFolder, _ name: String = "pets") throws {
    for (index, file) in ["train/cat/a", "train/cat/b", "train/cat/c", "train/dog/a", "train/dog/b", "test/cat/a"]
      .enumerated()
    {
      let level = UInt8(40 * index)
      let image = Image(
        width: 20 + 7 * index, height: 40, colour: .init(red: level, green: 255 - level, blue: 7))
      try folder.write(image.encodePNG(), to: "\(name)/\(file).png")
    }
  }
}

/// A JSON object as the tests look at it.
struct JSONObject {
  let fields: [String: Any]

  init(_ text: String) throws {
    fields = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  func text(_ name: String) -> String? { fields[name] as? String }
  func number(_ name: String) -> Int? { fields[name] as? Int }
  func flag(_ name: String) -> Bool? { fields[name] as? Bool }
  func texts(_ name: String) -> [String]? { fields[name] as? [String] }
  func objects(_ name: String) -> [[String: Any]] { fields[name] as? [[String: Any]] ?? [] }
}

/// The words of every line of a table.
func rows(_ text: String) -> [[String]] {
  text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
}
