import Foundation
import Serialization
import Support

/// A run as its folder tells it, whoever trains there meanwhile: nothing is locked or changed.
package struct RunSummary: Sendable, Encodable {
  package enum State: String, Sendable, Encodable, CaseIterable {
    case finished, interrupted, running
    /// Its files cannot be read; `problem` says why.
    case damaged
  }

  package let folder: String
  package private(set) var state = State.damaged
  /// Whole epochs, of those that are wanted.
  package private(set) var epoch = 0
  package private(set) var epochs = 0
  /// The epoch whose weights were kept, and its validation accuracy.
  package private(set) var bestEpoch: Int?
  package private(set) var bestAccuracy: Double?
  /// Training and validation of all epochs.
  package private(set) var seconds = 0.0
  /// When it was last written to, in seconds since 1970.
  package let changed: Double
  package private(set) var problem: String?
  /// Those that are not the same in all runs it is listed with.
  package fileprivate(set) var settings: [String: String] = [:]

  /// Reads the files of a run.
  init(_ folder: String) {
    self.folder = folder
    changed = RunSearch.changed(folder)
    do {
      let configuration = try RunConfiguration.read(from: RunPaths.configuration(folder))
      let history = try EpochRecord.history(of: folder)
      let run = RunProgress(history, epochs: configuration.epochs, patience: configuration.patience)
      (epoch, epochs, bestEpoch) = (history.count, configuration.epochs, run.best?.epoch)
      bestAccuracy = run.best?.validationAccuracy
      seconds = history.reduce(0) { $0 + $1.seconds }
      state = FolderLock.isHeld(folder) ? .running : run.isFinished ? .finished : .interrupted
      settings = try JSONValue(encoding: configuration).flattened
      // Where and when checkpoints are written says nothing about the result; epochs have a column.
      for name in ["checkpointEvery", RunConfiguration.epochsKey] { settings[name] = nil }
    } catch {
      problem = (error as? any Failure)?.message ?? "\(error)"
    }
  }

  /// All runs in a folder and below it, in the order of their paths.
  package static func all(below folder: String) throws -> [RunSummary] {
    withDifferences(try RunSearch.folders(below: folder).map(RunSummary.init))
  }

  private static func withDifferences(_ runs: [RunSummary]) -> [RunSummary] {
    let all = runs.filter { $0.state != .damaged }.map(\.settings)
    let names = Set(all.flatMap(\.keys)).filter { name in Set(all.map { $0[name] ?? "" }).count > 1 }
    return runs.map { run in
      var run = run
      run.settings = run.settings.filter { names.contains($0.key) }
      return run
    }
  }
}
