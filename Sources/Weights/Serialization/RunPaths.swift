import Support

/// Where the files of a run lie in its folder.
package enum RunPaths {
  /// The names of all files that a run writes into its folder.
  package static let names: Set<String> = Set(
    [
      weights, lastWeights, configuration, checkpoint, metrics, metricsTable, events, unreadable, log, page, markdown,
      report,
    ].map { FileSystem.name(of: $0("")) })

  /// The weights of the best epoch.
  package static func weights(_ folder: String) -> String { FileSystem.path(folder, "best.safetensors") }
  package static func lastWeights(_ folder: String) -> String { FileSystem.path(folder, "last.safetensors") }
  package static func configuration(_ folder: String) -> String { FileSystem.path(folder, "config.json") }
  package static func checkpoint(_ folder: String) -> String { FileSystem.path(folder, "checkpoint.safetensors") }
  /// What every epoch showed, one JSON object a line; see `EpochRecord`.
  package static func metrics(_ folder: String) -> String { FileSystem.path(folder, "metrics.jsonl") }
  package static func metricsTable(_ folder: String) -> String { FileSystem.path(folder, "metrics.csv") }
  /// The same for TensorBoard, which knows its files by the middle of the name.
  package static func events(_ folder: String) -> String { FileSystem.path(folder, "events.out.tfevents.cifarkit") }
  /// Pictures that were left out because they cannot be read.
  package static func unreadable(_ folder: String) -> String { FileSystem.path(folder, "unreadable.json") }
  package static func log(_ folder: String) -> String { FileSystem.path(folder, "train.log") }
  /// The report on the validation images: `page`, its text in Markdown and its figures as JSON.
  package static func page(_ folder: String) -> String { FileSystem.path(folder, "report.html") }
  package static func markdown(_ folder: String) -> String { FileSystem.path(folder, "report.md") }
  package static func report(_ folder: String) -> String { FileSystem.path(folder, "report.json") }
}
