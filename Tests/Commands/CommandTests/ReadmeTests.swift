import Foundation
import Images
import Support
import TestSupport
import Testing

/// The commands of `README.md`, pasted in their order into a shell in a fresh folder.
///
/// What a reader has beforehand is made here: `my-photos` with some pictures of two classes in `train` and `test`,
/// `photo.jpg`, and a folder `holiday` of two pictures. So that it takes seconds, training runs get few images and one
/// epoch where the text does not say how many, and a budget of seconds; nothing is downloaded.
@Suite struct ReadmeTests {
  private static func text() throws -> String {
    try String(contentsOfFile: Repository.path("README.md"), encoding: .utf8)
  }

  /// Lines that stand by themselves, and the first cells of tables.
  static func commands(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      if line.hasPrefix("    cifar-") { return line.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("| `cifar-"), let cell = line.split(separator: "|").first else { return nil }
      return cell.trimmingCharacters(in: CharacterSet(charactersIn: "` "))
    }.map { line in
      // What follows the command in a comment.
      line.components(separatedBy: "  #")[0].trimmingCharacters(in: .whitespaces)
    }
  }

  /// The command as it is run here.
  private func shortened(_ command: String) -> String {
    var command = command
    if command.hasPrefix("cifar-data download") { command += " --dry-run" }
    guard command.hasPrefix("cifar-train"), !command.contains("--resume") else { return command }
    command += " --limit 20"
    if command.contains("--budget") { return command.replacing(/--budget \S+/, with: "--budget 20s") }
    return command.contains("--epochs") ? command : command + " --epochs 1"
  }

  private func addPictures(_ folder: TemporaryFolder) throws {
    for name in ["bicycle", "motorcycle"] {
      for (split, count) in [("train", 20), ("test", 6)] {
        for number in 0..<count {
          let bright: UInt8 = name == "bicycle" ? 60 : 190
          var pixels = [UInt8](repeating: bright, count: 40 * 40 * 3)
          for index in pixels.indices { pixels[index] ^= UInt8(truncatingIfNeeded: index &* (number + 3)) & 63 }
          let picture = Image(width: 40, height: 40, pixels: pixels)
          try folder.write(picture.encodeJPEG(quality: 90), to: "my-photos/\(split)/\(name)/\(number).jpg")
          if split == "test" && number == 0 {
            try folder.write(picture.encodeJPEG(quality: 90), to: "holiday/\(name).jpg")
            try folder.write(picture.encodeJPEG(quality: 90), to: "photo.jpg")
          }
        }
      }
    }
  }

  @Test func theCommandsWorkInTheirOrder() throws {
    let commands = Self.commands(of: try Self.text())
    #expect(commands.count > 15)
    let programs = ["cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench"]
    #expect(Set(commands.compactMap { $0.split(separator: " ").first.map(String.init) }) == Set(programs))
    let folder = try TemporaryFolder()
    try addPictures(folder)
    let built = URL(fileURLWithPath: try Program("cifar-train").path).deletingLastPathComponent().path
    for command in commands {
      #expect(!command.contains("…") && !command.contains(" / "), "\(command)")
      let result = try Program(path: "/bin/bash").run(
        ["-c", "PATH='\(built)':$PATH; \(shortened(command))"], folder: folder.path, timeout: 300)
      // So short a training may end without a threshold of the wanted precision: status 1.
      let accepted: Set<Int32> = command.contains("--target-precision") ? [0, 1] : [0]
      #expect(accepted.contains(result.status), "\(shortened(command)): \(result.errorOutput)")
    }
  }
}
