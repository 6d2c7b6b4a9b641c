import Foundation
import Support

/// A folder for one test, removed with everything in it when the test lets go of it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("datasets-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, folders above it included, and returns its path.
  @discardableResult
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let file = FileSystem.path(path, name)
    try FileManager.default.createDirectory(
      atPath: FileSystem.folder(of: file), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
  @discardableResult
  func write(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: FileSystem.path(path, name))))
  }
}

/// What a throwing expression threw, or `nil`.
func failure<Value>(_ body: () throws -> Value) -> (any Failure)? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? any Failure
  }
}
