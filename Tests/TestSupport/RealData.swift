import Foundation

/// Published data that is too large for the repository. Tests that need it are skipped, with a note, where it is not.
///
///     @Test(.enabled(if: RealData.isAvailable, "set \(RealData.variable)")) func reads…
public enum RealData {
  /// The environment variable that names the folder.
  public static let variable = "CIFARKIT_REAL_DATA"

  public static var folder: URL? {
    guard let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty else { return nil }
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  public static var isAvailable: Bool { folder != nil }

  /// Something in the folder; fails the test with the path when it is not there.
  public static func url(_ name: String) throws -> URL {
    guard let folder else { throw RealDataFailure(description: "\(variable) is not set") }
    let url = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw RealDataFailure(description: "\(variable) has no '\(name)'")
    }
    return url
  }
}

public struct RealDataFailure: Error, CustomStringConvertible {
  public let description: String
}
