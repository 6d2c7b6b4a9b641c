import Images

/// What a data set holds: counts per class and split, image size, and the statistics of the training pixels.
package struct DatasetSummary: Sendable, Codable, Equatable {
  package struct SplitCount: Sendable, Codable, Equatable {
    package var split: Split
    package var images: Int
    /// Images of each class, in label order.
    package var perClass: [Int]
  }

  /// As the user gave it.
  package var path: String
  package var kind: DataSource.Kind
  package var description: String
  package var isSynthetic: Bool
  /// How many images of each class of a split were taken at most; `nil` for all.
  package var limit: Int?
  package var height: Int
  package var width: Int
  package var classNames: [String]
  /// One entry per split that is there, training images first.
  package var splits: [SplitCount]
  /// Of the training images, or of the first split if there are none.
  package var statistics: ChannelStatistics
  /// What a search for pictures passed over; `nil` for nothing.
  package var leftOut: [LeftOut.Item]?
  /// Pictures that cannot be read and are not counted; `nil` for none.
  package var unreadable: [UnreadableImage]?

  /// Reads every split that is there; see `DataSource.allImages`.
  ///
  /// - Throws: what `DataSource.images` throws.
  package init(
    of source: DataSource, labelLevel: LabelLevel = .fine, classes: [String]? = nil,
    imageSize: Int = CIFARVersion.imageSize
  ) throws {
    let sets = try source.allImages(labelLevel: labelLevel, classes: classes, imageSize: imageSize)
    self.init(of: source, sets)
  }

  /// Counts images that were read from a source. Traps if there are none.
  package init(of source: DataSource, _ sets: [(split: Split, images: ImageSet)], limit: Int? = nil) {
    precondition(!sets.isEmpty, "a summary of no images")
    self.limit = limit
    let leading = sets[0].images
    (path, kind) = (source.path, source.kind)
    isSynthetic = sets.contains { $0.images.provenance.isSynthetic }
    // An archive shows only on reading that its images were drawn.
    let isTold = !isSynthetic || source.description.contains("synthetic")
    description =
      (isTold ? source.description : "\(leading.provenance.summary) in \(source.path)")
      + (limit.map(ImageSet.limitNote) ?? "")
    (height, width, classNames) = (leading.height, leading.width, leading.classNames)
    splits = sets.map { split, set in
      var perClass = [Int](repeating: 0, count: set.classNames.count)
      for label in set.labels { perClass[label] += 1 }
      return SplitCount(split: split, images: set.count, perClass: perClass)
    }
    statistics = ChannelStatistics(of: leading)
    leftOut = source.leftOut.items.isEmpty ? nil : source.leftOut.items
    let unreadable = sets.flatMap { $0.images.provenance.unreadable ?? [] }
    self.unreadable = unreadable.isEmpty ? nil : unreadable
  }
}
