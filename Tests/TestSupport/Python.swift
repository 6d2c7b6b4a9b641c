import Foundation

/// A Python with packages that judge this program's files. Tests that need it are skipped, with a note, where there is
/// none.
public enum Python {
  /// The environment variable that names the interpreter.
  public static let variable = "CIFARKIT_PYTHON"

  public static var program: Program? {
    guard let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty else { return nil }
    return Program(path: path)
  }

  public static func has(_ module: String) -> Bool {
    (try? program?.run(["-c", "import \(module)"]))?.status == 0
  }
}
