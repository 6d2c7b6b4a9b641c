import Datasets
import Images
import Support
import SyntheticImages

/// A data set that is here or could be.
struct DatasetListing: Encodable {
  enum State: String, Encodable {
    case here, damaged, builtIn, absent
  }

  /// What to give to `--data`; for what is absent, to `cifar-data download`.
  let name: String
  let description: String
  let state: State
  let isSynthetic: Bool
  /// What is wrong with it.
  var problem: String?
  /// The command that gets what is absent.
  var download: String?

  var stateText: String {
    switch state {
    case .here: "here"
    case .builtIn: "built in"
    case .damaged: "damaged: \(problem ?? "")"
    case .absent: "absent"
    }
  }

  /// What the folder holds, then official archives that are nowhere in it, then what is built in.
  static func entries(in folder: String) throws -> [DatasetListing] {
    var entries: [DatasetListing] = []
    var present: Set<DataSource.Kind> = []
    for found in FileSystem.exists(folder) ? try DataFolder(folder).entries : [] {
      entries.append(DatasetListing(found))
      if let source = found.source, !source.isMarkedSynthetic { present.insert(source.kind) }
    }
    for version in [CIFARVersion.cifar100, .cifar10] {
      if present.contains(version == .cifar100 ? .cifar100 : .cifar10) { continue }
      entries.append(
        DatasetListing(
          name: version.argumentText,
          description: "\(version.title), 50,000 + 10,000 images, "
            + Format.bytes(DatasetChecksums.archiveBytes(version)),
          state: .absent, isSynthetic: false,
          download: "cifar-data download \(version.argumentText)"
            + (folder == "data" ? "" : " --output \(ShellText.word(folder))")))
    }
    for set in SyntheticSet.allCases {
      let counts = [Split.train, .test].map { Format.count(set.defaultCount($0)) }
      entries.append(
        DatasetListing(
          name: "synthetic:\(set.rawValue)",
          description: "drawn by this program, \(counts[0]) + \(counts[1]) images",
          state: .builtIn, isSynthetic: true))
    }
    return entries
  }

  /// Commands that go on from here: with the first photographs that are here, else with those that are built in.
  static func next(_ entries: [DatasetListing]) -> [String] {
    let first = entries.first { $0.state == .here && !$0.isSynthetic } ?? entries.first { $0.state == .builtIn }
    return first.map { entry in
      ["cifar-data info", "cifar-train --data"].map { "\($0) \(ShellText.word(entry.name))" }
    } ?? []
  }
}

extension DatasetListing {
  fileprivate init(_ found: DataFolder.Entry) {
    name = found.path
    state = found.source == nil ? .damaged : .here
    (description, isSynthetic) = (found.source?.title ?? "archive", found.source?.isMarkedSynthetic ?? false)
    (problem, download) = (found.failure?.message, nil)
  }
}
