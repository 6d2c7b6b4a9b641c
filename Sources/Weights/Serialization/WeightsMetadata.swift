/// Everything a consumer of a weights file needs beside the numbers, so that preprocessing cannot go wrong.
///
/// Stored as strings in the file's `__metadata__`, one key per property, each with the prefix `cifarkit.`; what is not
/// a plain string or number is JSON. See `Key` for the names.
package struct WeightsMetadata: Sendable, Equatable {
  /// Where the weights come from. Nothing here is needed to use them.
  package struct Provenance: Sendable, Equatable, Codable {
    /// Version of the program that wrote the file.
    package var programVersion: String
    /// One line about the training data: name, classes, number of images. Never a path.
    package var dataSummary: String
    /// The data were drawn by the program; figures measured with them say nothing about photographs.
    package var isSynthetic: Bool
    package var seed: UInt64
    /// The resolved configuration of the run as JSON.
    package var recipe: String
    /// The epoch the weights were taken from, counted from 1; 0 for untrained weights.
    package var epoch: Int
    /// Fraction of the validation images recognised, 0 to 1; `nil` without a validation split.
    package var validationAccuracy: Double?

    package init(
      programVersion: String, dataSummary: String, isSynthetic: Bool, seed: UInt64, recipe: String = "{}",
      epoch: Int = 0, validationAccuracy: Double? = nil
    ) {
      self.programVersion = programVersion
      self.dataSummary = dataSummary
      self.isSynthetic = isSynthetic
      self.seed = seed
      self.recipe = recipe
      self.epoch = epoch
      self.validationAccuracy = validationAccuracy
    }
  }

  /// Extents of the images the model takes.
  package struct InputSize: Sendable, Equatable, Codable {
    package var height: Int
    package var width: Int
    package var channels: Int
    package init(height: Int, width: Int, channels: Int = 3) {
      (self.height, self.width, self.channels) = (height, width, channels)
    }
  }

  /// Name in the model registry, such as `resnet20`.
  package var model: String
  /// The model's settings beyond its name, such as `["shortcut": "A"]`.
  package var modelConfiguration: [String: String]
  /// Output k of the model is `classNames[k]`.
  package var classNames: [String]
  /// Mean of each channel, for pixels scaled to 0…1.
  package var mean: [Float]
  /// Standard deviation of each channel, for pixels scaled to 0…1.
  package var std: [Float]
  package var input: InputSize
  package var provenance: Provenance
  /// The logits of each view of an image are divided by it before the softmax; `nil` when the model was not calibrated.
  package var temperature: Double?
  /// An answer counts as sure from this probability on; `nil` when none was chosen.
  package var threshold: Double?
  /// For each class: from this probability on the class is taken to be in the image ("assumed threshold", the one of
  /// the best F1); `nil` when none were chosen.
  package var classThresholds: [Double]?
  /// How images are told that belong to no class; `nil` when that was not fixed.
  package var unknown: UnknownScore?
  /// How the above were chosen; `nil` when they were not, or by hand.
  package var decision: Decision?
  /// How convolutions multiplied in training, such as `fp32`; `nil` when that is not known.
  package var precision: String?
  /// What validation averaged over, such as `flip`; `nil` when that is not known.
  package var testTimeAugmentation: String?

  package init(
    model: String, modelConfiguration: [String: String] = [:], classNames: [String], mean: [Float], std: [Float],
    input: InputSize, provenance: Provenance, temperature: Double? = nil, threshold: Double? = nil,
    classThresholds: [Double]? = nil, unknown: UnknownScore? = nil, decision: Decision? = nil,
    precision: String? = nil, testTimeAugmentation: String? = nil
  ) {
    self.model = model
    self.modelConfiguration = modelConfiguration
    self.classNames = classNames
    self.mean = mean
    self.std = std
    self.input = input
    self.provenance = provenance
    self.temperature = temperature
    self.threshold = threshold
    self.classThresholds = classThresholds
    self.unknown = unknown
    self.decision = decision
    self.precision = precision
    self.testTimeAugmentation = testTimeAugmentation
  }

  /// The keys in `__metadata__`.
  package enum Key: String, CaseIterable, Sendable {
    /// Version of this list of keys: `1`.
    case format = "cifarkit.format"
    case model = "cifarkit.model"
    /// JSON object of strings.
    case modelConfiguration = "cifarkit.modelConfiguration"
    /// JSON array of strings.
    case classNames = "cifarkit.classes"
    /// JSON array of numbers, one per channel.
    case mean = "cifarkit.mean"
    /// JSON array of numbers, one per channel.
    case std = "cifarkit.std"
    /// JSON object with `height`, `width`, `channels`.
    case input = "cifarkit.input"
    /// JSON object, see `Provenance`.
    case provenance = "cifarkit.provenance"
    /// A number; absent when not calibrated.
    case temperature = "cifarkit.temperature"
    /// A number from 0 to 1; absent when not chosen.
    case threshold = "cifarkit.threshold"
    /// JSON array of numbers from 0 to 1, one per class; absent when not chosen.
    case classThresholds = "cifarkit.classThresholds"
    /// JSON object, see `UnknownScore`; absent when not fixed.
    case unknown = "cifarkit.unknown"
    /// JSON object, see `Decision`; absent when nothing was chosen on images.
    case decision = "cifarkit.decision"
    /// A word; absent in files from before it was stored, whose recipe says it.
    case precision = "cifarkit.precision"
    /// A word; absent in files from before it was stored, whose recipe says it.
    case testTimeAugmentation = "cifarkit.testTimeAugmentation"
  }

  /// The version of the keys this program writes, and the newest it reads.
  package static let format = 1
  /// The largest height or width believed: beyond it a file is taken for damaged.
  package static let largestExtent = 4096
  /// The largest number of classes believed.
  package static let mostClasses = 100_000
}
