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

  var stateText: String {
    switch state {
    case .here: "here"
    case .builtIn: "built in"
    case .damaged: "damaged: \(problem ?? "")"
    case .absent: "get it: cifar-data download \(name)"
    }
  }

  /// What the folder holds, then official archives that are nowhere in it, then what is built in.
  static func entries(in folder: String) throws -> [DatasetListing] {
    var entries: [DatasetListing] = []
    var present: Set<DataSource.Kind> = []
    if FileSystem.exists(folder) {
      for name in try FileSystem.names(in: folder) where !name.hasPrefix(".") {
        guard let (entry, kind) = entry(at: FileSystem.path(folder, name)) else { continue }
        entries.append(entry)
        if let kind, !entry.isSynthetic { present.insert(kind) }
      }
    }
    for version in [CIFARVersion.cifar100, .cifar10] {
      if present.contains(version == .cifar100 ? .cifar100 : .cifar10) { continue }
      entries.append(
        DatasetListing(
          name: version.argumentText,
          description: "\(version.title), 50,000 + 10,000 images, "
            + Format.bytes(DatasetChecksums.archiveBytes(version)),
          state: .absent, isSynthetic: false))
    }
    for set in SyntheticSet.allCases {
      let counts = [Split.train, .test].map { Format.count(set.defaultCount($0)) }
      entries.append(
        DatasetListing(
          name: "synthetic:\(set.rawValue)",
          description: "synthetic \(set.rawValue) drawn by this program, \(counts[0]) + \(counts[1]) images",
          state: .builtIn, isSynthetic: true))
    }
    return entries
  }

  /// What lies at a path; `nil` for what is no data set, such as a text file.
  private static func entry(at path: String) -> (DatasetListing, DataSource.Kind?)? {
    do {
      let source = try DataSource.open(path: path)
      let entry = DatasetListing(
        name: path, description: source.title, state: .here, isSynthetic: source.isMarkedSynthetic)
      return (entry, source.kind)
    } catch let failure as any Failure where ArchiveContent.isNamedAsArchive(path) {
      return (
        DatasetListing(
          name: path, description: "archive", state: .damaged, isSynthetic: false, problem: failure.message), nil
      )
    } catch {
      return nil
    }
  }
}
