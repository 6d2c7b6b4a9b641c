import Foundation

/// The checkout that the tests were built from.
public enum Repository {
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL.path

  /// A path below it, such as `data/synthetic-sample`.
  public static func path(_ name: String) -> String { folder + "/" + name }
}
