import Foundation

extension Program {
  /// A program of the machine, found as a shell finds it; `nil` where it is not installed.
  public static func installed(_ name: String) -> Program? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
      .map(Program.init(path:))
  }
}
