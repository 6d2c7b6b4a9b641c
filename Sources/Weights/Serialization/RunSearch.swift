import Support

/// Finds the folders of runs.
package enum RunSearch {
  /// All runs in a folder and below it, in the order of their paths. A run has no others below it. Links are followed;
  /// the depth is limited, since they may lead in a circle.
  package static func folders(below folder: String) throws -> [String] {
    var runs: [String] = []
    var folders = [(path: folder, depth: 0)]
    while let (path, depth) = folders.popLast() {
      // A pipe of that name would be waited for.
      if FileSystem.isFile(RunPaths.configuration(path)) {
        runs.append(path)
      } else if depth < deepest {
        for name in try FileSystem.names(in: path) where !name.hasPrefix(".") {
          let child = FileSystem.path(path, name)
          if FileSystem.isFolder(child) { folders.append((child, depth + 1)) }
        }
      }
    }
    return runs.sorted()
  }

  /// Folders of series lie one level down, their runs two.
  private static let deepest = 4

  /// When a run was last trained, in seconds since 1970.
  package static func changed(_ folder: String) -> Double {
    [RunPaths.metrics(folder), RunPaths.checkpoint(folder), RunPaths.configuration(folder)]
      .compactMap(FileSystem.changed).max() ?? 0
  }

  /// The finished run in a folder and below it that was trained last: what is meant where none is named.
  package static func newestFinished(below folder: String) throws -> String {
    let runs = FileSystem.isFolder(folder) ? try folders(below: folder) : []
    let newest = runs.sorted { changed($0) > changed($1) }
    if let run = newest.first(where: isFinished) { return run }
    throw NoFinishedRun(folder: folder, newest: newest.first { FileSystem.isFile(RunPaths.weights($0)) })
  }

  /// Whether the run has all its epochs and its weights. A damaged one is passed over: it can still be named.
  private static func isFinished(_ folder: String) -> Bool {
    guard FileSystem.isFile(RunPaths.weights(folder)), !FolderLock.isHeld(folder),
      let settings = try? JSONText.read(Length.self, from: RunPaths.configuration(folder), unknownFields: .ignored),
      let history = try? EpochRecord.history(of: folder)
    else { return false }
    return RunProgress(history, epochs: settings.epochs, patience: settings.patience).isFinished
  }

  /// The settings of a run that say when it ends.
  private struct Length: Decodable {
    let epochs: Int
    let patience: Int?
  }
}

/// No weights were named, and there is no run to take them from.
package struct NoFinishedRun: Failure, Equatable {
  let folder: String
  /// The run trained last that has weights, though it has not ended.
  let newest: String?

  package var message: String { "--weights is not given, and no finished run lies below '\(folder)'" }
  package var hint: String? {
    newest.map { "'\($0)' is not finished: it is used where it is named, with --weights \(ShellText.word($0))" }
      ?? "train one with cifar-train, or name a run's folder or a weights file with --weights"
  }
  package var status: ExitStatus { .missingInput }
}
