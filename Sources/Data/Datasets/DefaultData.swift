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

  /// CIFAR-100's bicycle and motorcycle, then CIFAR-10, under `data/`, then synthetic images.
  package static func find(in folder: String = "data", classes: [String]?, labelLevel: LabelLevel?) throws
    -> DefaultData
  {
    guard let found = try DataSource.discover(in: folder) else {
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
}
