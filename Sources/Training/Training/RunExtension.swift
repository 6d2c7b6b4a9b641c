import Optimizers
import Serialization
import Support

/// A run that is continued with another number of epochs than it was started with.
///
/// That is defined where what was done so far is the beginning of the other run: same rates, same steps.
package enum RunExtension {
  /// Why a run cannot get another length; `nil` if it can.
  ///
  /// - Parameters:
  ///   - epochs: the former length.
  ///   - done: epochs that are begun or finished.
  static func obstacle(
    _ configuration: RunConfiguration, from epochs: Int, done: Int, folder: String
  ) -> RunExtensionFailure? {
    func failure(_ reason: RunExtensionFailure.Reason) -> RunExtensionFailure {
      RunExtensionFailure(reason: reason, folder: folder, epochs: epochs, wanted: configuration.epochs)
    }
    if configuration.schedule.kind.dependsOnLength { return failure(.schedule(configuration.schedule.kind.rawValue)) }
    if configuration.optimizer.lookahead != nil { return failure(.lookahead) }
    return configuration.epochs < done ? failure(.tooShort(done: done)) : nil
  }

  /// Whether a run of these settings can be given more epochs.
  package static func isPossible(_ configuration: RunConfiguration) -> Bool {
    obstacle(configuration, from: configuration.epochs, done: 0, folder: "") == nil
  }

  /// The command that trains a new run from the weights of one.
  package static func fineTuning(_ folder: String) -> String {
    "cifar-train --config \(ShellText.word(RunPaths.configuration(folder))) "
      + "--init-from \(ShellText.word(RunPaths.weights(folder)))"
  }
}

/// A run whose length cannot be changed.
package struct RunExtensionFailure: Failure, Equatable {
  package enum Reason: Sendable, Equatable {
    case schedule(String)
    case lookahead
    /// Epochs that are begun or finished.
    case tooShort(done: Int)
  }

  package let reason: Reason
  let folder: String
  let epochs: Int
  let wanted: Int

  package var message: String {
    switch reason {
    case .schedule(let name):
      "--epochs: the \(name) schedule of '\(folder)' is spread over its \(Format.plural(epochs, "epoch")): with "
        + "\(wanted) the rates so far would have been others"
    case .lookahead:
      "--epochs: the look-ahead of '\(folder)' is spread over its \(Format.plural(epochs, "epoch")): with \(wanted) "
        + "the steps so far would have been others"
    case .tooShort(let done):
      "--epochs: expected at least \(done), which are begun in '\(folder)', found \(wanted)"
    }
  }
  package var hint: String? {
    switch reason {
    case .schedule, .lookahead: "train a new run from its weights: \(RunExtension.fineTuning(folder))"
    case .tooShort: "give more epochs, or leave --epochs out"
    }
  }
  package var status: ExitStatus { .configuration }
}
