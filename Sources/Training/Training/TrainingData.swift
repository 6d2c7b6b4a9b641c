import Images
import Datasets
import Support

/// The images of a run: read, split into training and validation, and measured.
public struct TrainingData: Sendable {
  public let set: ImageSet
  public let train: [Int]
  public let validation: [Int]
  /// Of the training images alone: validation images must not leak into the preprocessing.
  public let statistics: ChannelStatistics

  /// Opens what the configuration names. Throws the reader's failures, or one of the split.
  public init(_ configuration: RunConfiguration) throws {
    try self.init(configuration, DataSource.open(path: configuration.data.source))
  }

  /// The same of data that are open.
  ///
  /// - Parameter training: the training images, if they have been read.
  package init(_ configuration: RunConfiguration, _ source: DataSource, training: ImageSet? = nil) throws {
    let data = configuration.data
    func images(_ split: Split) throws -> ImageSet {
      try source.images(
        split: split, labelLevel: data.labelLevel, classes: data.classes, imageSize: data.imageSize,
        skipsUnreadable: data.skipUnreadable, limit: data.limit)
    }
    let set = try training ?? images(.train)
    if data.ownValidation {
      try self.init(set, ownValidation: images(.validation))
    } else {
      try self.init(set, validation: configuration.validation, seed: configuration.seed)
    }
  }

  /// Splits a set by class: the same seed gives the same split. Statistics are rounded to single precision, as a
  /// weights file stores them, so that evaluation normalises to the same bits.
  public init(_ set: ImageSet, validation: Double, seed: UInt64) throws {
    try self.init(
      set,
      validation > 0
        ? set.stratifiedSplit(validation: validation, seed: seed) : (train: Array(0..<set.count), validation: []))
  }

  /// Training images, and validation images that the data set has of its own.
  package init(_ set: ImageSet, ownValidation: ImageSet) throws {
    let all = set.joined(with: ownValidation)
    try self.init(all, (Array(0..<set.count), Array(set.count..<all.count)))
  }

  private init(_ set: ImageSet, _ parts: ImageSet.Partition) throws {
    guard set.classNames.count >= 2 else { throw TrainingFailure.tooFewClasses(set.classNames) }
    guard set.classNames.count <= ImageSet.mostClasses else {
      throw TrainingFailure.tooManyClasses(set.classNames.count, most: ImageSet.mostClasses)
    }
    guard !parts.train.isEmpty else { throw TrainingFailure.noImages(set.provenance.summary) }
    (self.set, train, validation) = (set, parts.train, parts.validation)
    let exact = ChannelStatistics(of: set, indices: train)
    guard exact.deviation.contains(where: { $0 > 0 }) else { throw TrainingFailure.noVariation }
    // A channel that never varies is only shifted, never divided: 1 says the same, and is what files can hold.
    let deviation = exact.deviation.map { $0 > 0 ? Double(Float($0)) : 1 }
    guard let rounded = ChannelStatistics(mean: exact.mean.map { Double(Float($0)) }, deviation: deviation) else {
      throw TrainingFailure.noVariation
    }
    statistics = rounded
  }

  /// Identifies the images and labels used, in order: SHA-256 as hex.
  package func digest() throws(DigestFailure) -> String {
    var stream = try DigestStream(.sha256)
    stream.update(set.pixels)
    let numbers = set.labels + train + validation + [set.height, set.width]
    stream.update(Array(numbers.map(String.init).joined(separator: " ").utf8))
    stream.update(Array(set.classNames.joined(separator: "\n").utf8))
    return try stream.finish().hex
  }
}
