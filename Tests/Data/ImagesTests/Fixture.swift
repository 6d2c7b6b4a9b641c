import Foundation
import Images
import Testing

/// The files of the folder `Fixtures` and what Pillow makes of them; `generate.py` and `generate_formats.py` there
/// write both.
struct Fixture: Sendable, CustomTestStringConvertible {
  let name: String
  /// Pillow's pixels.
  let expected: Image
  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  static let all = read("expected.txt")

  static func read(_ name: String) -> [Fixture] {
    guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { Fixture(line: $0) }
  }

  static func named(_ name: String) throws -> Fixture { try #require(all.first { $0.name == name }, "\(name)") }

  /// The content of the file: what the name says up to a colon, behind which stands what was done with the pixels.
  func bytes() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Self.folder.appending(path: String(name.prefix { $0 != ":" }))))
  }

  /// A line of `expected.txt` or `formats.txt`: name, width, height, pixels in hexadecimal.
  private init?(line: Substring) {
    let fields = line.split(separator: " ")
    guard fields.count == 4, let width = Int(fields[1]), let height = Int(fields[2]) else { return nil }
    let digits = Array(fields[3].utf8)
    let pixels = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
    guard pixels.count == width * height * 3 else { return nil }
    (name, expected) = (String(fields[0]), Image(width: width, height: height, pixels: pixels))
  }
}

/// The test pattern of `generate.py`.
func pattern(_ width: Int, _ height: Int) -> Image {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for channel in 0..<3 { pixels.append(UInt8((x * 37 + y * 101 + channel * 59 + x * y * 13) % 256)) }
    }
  }
  return Image(width: width, height: height, pixels: pixels)
}

/// The largest difference between two images' samples; `nil` when their sizes differ.
func largestDifference(_ first: Image, _ second: Image) -> Int? {
  guard first.width == second.width, first.height == second.height else { return nil }
  return zip(first.pixels, second.pixels).map { abs(Int($0) - Int($1)) }.max()
}

/// The failure that decoding ends with.
func failure(_ bytes: [UInt8], limits: DecodingLimits = .default) -> ImageFailure? {
  do throws(ImageFailure) {
    _ = try ImageDecoder.decode(bytes, name: "file", limits: limits)
    return nil
  } catch {
    return error
  }
}
