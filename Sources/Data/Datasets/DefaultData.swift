import Support

/// What `--data` stands for where it was left out.
package struct DefaultData {
  package let source: String
  package let classes: [String]?
  /// The data, if they were opened to see what they are.
  private let opened: DataSource?
  /// Says what was taken and how to get something else; `nil` if the user named the data.
  package let notice: String?

  package init(source: String, classes: [String]?, opened: DataSource? = nil, notice: String?) {
    (self.source, self.classes, self.opened, self.notice) = (source, classes, opened, notice)
  }

  package func open() throws -> DataSource { try opened ?? DataSource.open(path: source) }

  /// CIFAR-100's bicycle and motorcycle, then CIFAR-10, under `data/`, then the only other data set there, then
  /// synthetic images.
  ///
  /// - Throws: `SeveralDataSets`; the failure of a data set that is there but cannot be read.
  package static func find(in folder: String = "data", classes: [String]?, labelLevel: LabelLevel?) throws
    -> DefaultData
  {
    guard let found = try DataSource.discover(in: folder) else {
      if let own = try onlySet(in: folder) {
        return DefaultData(source: own.path, classes: classes, opened: own, notice: "using \(own)")
      }
      return DefaultData(
        source: "synthetic:vehicles", classes: classes,
        notice: "no data set under \(folder)/: using built-in synthetic images; "
          + "`cifar-data download cifar-100` gets real ones")
    }
    guard found.kind == .cifar100, classes == nil, labelLevel != .coarse else {
      return DefaultData(source: found.path, classes: classes, opened: found, notice: "using \(found)")
    }
    return DefaultData(
      source: found.path, classes: ["bicycle", "motorcycle"], opened: found,
      notice: "using \(found), classes bicycle and motorcycle; give --data to take all classes, or --classes for others"
    )
  }

  /// The user's own data set, if there is one. Drawn images are passed over: who wants those names them.
  private static func onlySet(in folder: String) throws -> DataSource? {
    guard FileSystem.isFolder(folder) else { return nil }
    let entries = try DataFolder(folder).entries
    let sources = entries.compactMap(\.source).filter { !$0.isMarkedSynthetic }
    if sources.count > 1 { throw SeveralDataSets(folder: folder, paths: sources.map(\.path)) }
    if sources.isEmpty, let failure = entries.lazy.compactMap(\.failure).first { throw failure }
    return sources.first
  }
}

/// More than one data set lies where one is looked for.
package struct SeveralDataSets: Failure, Equatable {
  let folder: String
  let paths: [String]

  package var message: String { "several data sets under \(folder)/: \(paths.listed(limit: 12))" }
  package var hint: String? { "name one of them: --data \(ShellText.word(paths[0]))" }
  package var status: ExitStatus { .usage }
}
