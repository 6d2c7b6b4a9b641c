/// The programs of this package.
package enum Programs {
  private static let names = ["cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-data", "cifar-bench"]

  /// What the manual page of one of them refers to.
  package static func related(to name: String) -> [String] { names.filter { $0 != name } }
}
