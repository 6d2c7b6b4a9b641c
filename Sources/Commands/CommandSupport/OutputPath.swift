import Foundation
import Support

/// Paths of outputs as the user gave them.
package enum OutputPath {
  /// Stands for standard output.
  package static let standardOutput = "-"

  /// Throws for a file that is there and not to be replaced.
  package static func checkFree(_ path: String, replacing: Bool) throws(FileFailure) {
    if !replacing && path != standardOutput && AtomicFileWriter.replacesFile(at: path) { throw .exists(path: path) }
  }

  /// Throws where `OutputFile` would; creates nothing.
  package static func check(_ path: String, replacing: Bool) throws(FileFailure) {
    if path == standardOutput { return }
    try checkFree(path, replacing: replacing)
    try AtomicFileWriter.check(path)
  }

  /// Whether two paths lead to the same place, whether it exists or not.
  package static func areSame(_ one: String, _ other: String) -> Bool {
    one == other
      || one != standardOutput && other != standardOutput && absolute(one) == absolute(other)
  }

  /// The way from one folder to another, as a link in a file of the first needs it: `../charts`, or nothing.
  package static func relative(from folder: String, to target: String) -> String {
    let (start, end) = (absolute(folder).split(separator: "/"), absolute(target).split(separator: "/"))
    let common = zip(start, end).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: start.count - common) + end.dropFirst(common).map(String.init))
      .joined(separator: "/")
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
