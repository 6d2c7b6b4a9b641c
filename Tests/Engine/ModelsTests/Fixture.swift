import Foundation
import Serialization
import Tensors
import Testing

/// Files beside the tests, made by `Fixtures/make_fixtures.py`.
enum Fixture {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
  }

  /// A text file as lines of words.
  static func lines(_ name: String) throws -> [[String]] {
    try String(contentsOfFile: path(name), encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
  }
}

/// The numbers that PyTorch computed for `SmallNetwork`.
struct PyTorch {
  private let contents: Safetensors.Contents

  init() throws { contents = try Safetensors.read(Fixture.path("small-network.safetensors")) }

  /// [6, 10, 10, 3].
  func images() throws -> Tensor { try self["images"].permuted([0, 2, 3, 1]) }

  /// Class indices as the engine takes them.
  func labels() throws -> [Float] {
    guard case .integers(let labels) = try #require(contents["labels"]).values else { return [] }
    return labels.map { Float($0) }
  }

  subscript(name: String) -> Tensor {
    get throws { try #require(contents[name]?.tensor, "the fixture has no floats called \(name)") }
  }

  /// Tensors whose names begin with "prefix.", without it.
  func group(_ prefix: String) throws -> [(name: String, tensor: Tensor)] {
    try contents.tensors.filter { $0.name.hasPrefix(prefix + ".") }.map {
      (String($0.name.dropFirst(prefix.count + 1)), try #require($0.tensor))
    }
  }
}

/// Root mean square of the difference, over the expected numbers' root mean square.
func relativeError(_ found: [Float], _ expected: [Float]) -> Double {
  guard found.count == expected.count, !found.isEmpty else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (one, other) in zip(found, expected) {
    difference += (Double(one) - Double(other)) * (Double(one) - Double(other))
    size += Double(other) * Double(other)
  }
  return (difference / max(size, 1e-60)).squareRoot()
}
