/// What a data set holds: counts per class and split, image size, and the statistics of the training pixels.
public struct DatasetSummary: Sendable, Codable, Equatable {
  public struct SplitCount: Sendable, Codable, Equatable {
    public var split: Split
    public var images: Int
    /// Images of each class, in label order.
    public var perClass: [Int]
  }

  public var kind: DataSource.Kind
  public var description: String
  public var isSynthetic: Bool
  public var height: Int
  public var width: Int
  public var classNames: [String]
  /// One entry per split that is there, training images first.
  public var splits: [SplitCount]
  /// Of the training images, or of the first split if there are none.
  public var statistics: ChannelStatistics

  /// Reads every split that is there; a split that only its name promised (a shorter archive) is left out.
  ///
  /// - Throws: what `DataSource.images` throws.
  public init(
    of source: DataSource, labelLevel: LabelLevel = .fine, classes: [String]? = nil,
    imageSize: Int = CIFARVersion.imageSize
  ) throws {
    var counts: [SplitCount] = []
    var leading: ImageSet?
    var missing: CIFARFailure?
    for split in source.splits {
      let set: ImageSet
      do {
        set = try source.images(split: split, labelLevel: labelLevel, classes: classes, imageSize: imageSize)
      } catch let failure as CIFARFailure {
        guard case .missingSplit = failure else { throw failure }
        missing = failure
        continue
      }
      if leading == nil { leading = set }
      var perClass = [Int](repeating: 0, count: set.classNames.count)
      for label in set.labels { perClass[label] += 1 }
      counts.append(SplitCount(split: split, images: set.count, perClass: perClass))
    }
    guard let leading else {
      throw missing ?? DataSourceFailure.noSplit(path: source.path, split: .train, splits: source.splits)
    }
    kind = source.kind
    description = source.description
    isSynthetic = leading.provenance.isSynthetic
    (height, width, classNames) = (leading.height, leading.width, leading.classNames)
    splits = counts
    statistics = ChannelStatistics(of: leading)
  }
}
