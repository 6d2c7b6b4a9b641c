import Datasets
import Inference
import Kernels
import Models
import Optimizers
import Support

/// Everything that decides the result of a run. Saved as `config.json`, usable as `--config`; the number of threads is
/// not in it, because it changes no bit.
public struct RunConfiguration: Codable, Sendable, Equatable {
  /// Where the images come from.
  public struct Data: Codable, Sendable, Equatable {
    /// A path, or the name of a built-in set such as `synthetic:vehicles`.
    public var source: String
    /// Classes taken, in label order; `nil` for all.
    public var classes: [String]?
    public var labelLevel: LabelLevel = .fine
    /// Height and width the images are brought to.
    public var imageSize: Int = 32
    /// Whether the validation images are those of the data set, not a part of the training images.
    public var ownValidation = false
    /// Whether pictures that cannot be read are left out.
    public var skipUnreadable = false
    /// Whether classes without training images are wanted: the network has an output for each.
    public var allowEmptyClasses = false
    /// How many images of each class of a split are taken at most, the first ones; `nil` for all.
    public var limit: Int?
    public init(source: String) { self.source = source }
  }

  public var data: Data
  public var model: ModelConfiguration
  public var epochs: Int
  public var batchSize: Int
  public var optimizer = OptimizerConfiguration()
  public var schedule: Schedule
  public var labelSmoothing: Float = 0
  /// `nil` for none.
  public var augmentation: Augmentation? = Augmentation()
  /// How images of a batch, and their labels, are mixed with each other.
  public var mixing = Mixing()
  /// How convolutions multiply. A processor that cannot do it trains in `fp32`.
  public var precision = Precision.fp32
  /// Fraction of the training images held back for validation, from 0 to below 1.
  public var validation = 0.1
  /// The views that validation averages over, and what `cifar-eval` does by default.
  public var testTimeAugmentation = TestTimeAugmentation.none
  /// Epochs without a better validation accuracy before the run ends; `nil` to run them all.
  public var patience: Int?
  /// Weights to start from; `nil` for random ones.
  public var initFrom: String?
  public var seed: UInt64 = 0
  /// Epochs between checkpoints.
  public var checkpointEvery = 1

  static let mostEpochs = 100_000

  /// A run with the given essentials; everything else can be set afterwards.
  public init(data: Data, model: ModelConfiguration, schedule: Schedule, epochs: Int, batchSize: Int) {
    (self.data, self.model, self.schedule) = (data, model, schedule)
    (self.epochs, self.batchSize) = (epochs, batchSize)
  }

  /// Checks every value. Throws the first that is impossible, by the name of its option.
  public func validate() throws(ConfigurationFailure) {
    func check(_ holds: Bool, _ option: String, _ expected: String, _ found: Any) throws(ConfigurationFailure) {
      guard holds else { throw ConfigurationFailure(option: option, expected: expected, found: "\(found)") }
    }
    func fraction<Number: BinaryFloatingPoint>(_ option: String, _ value: Number?) throws(ConfigurationFailure) {
      if let value { try check(value >= 0 && value < 1, option, "0 to below 1", value) }
    }
    func positive(_ option: String, _ value: Float?) throws(ConfigurationFailure) {
      if let value { try check(value > 0 && value.isFinite, option, "a number above 0", value) }
    }
    try check((1...Self.mostEpochs).contains(epochs), "epochs", "1 to \(Self.mostEpochs)", epochs)
    // 0 stands for the data's number.
    try check(model.classes >= 0, "model.classes", "0 or more", model.classes)
    try check((1...65_536).contains(batchSize), "batch-size", "1 to 65536", batchSize)
    try positive("lr", schedule.peak)
    try fraction("momentum", optimizer.momentum)
    try check(!optimizer.nesterov || optimizer.momentum > 0, "nesterov", "a momentum above 0", optimizer.momentum)
    let decay = optimizer.weightDecay
    try check(decay >= 0 && decay.isFinite, "weight-decay", "0 or more", decay)
    try positive("clip-norm", optimizer.clipNorm)
    try positive("optimizer.biasRate", optimizer.biasRate)
    try positive("optimizer.normalizationRate", optimizer.normalizationRate)
    let early = optimizer.earlyEpochs ?? 0
    try check(early >= 0, "optimizer.earlyEpochs", "0 or more", early)
    try positive("optimizer.muon.rate", optimizer.muon?.rate)
    try fraction("optimizer.muon.momentum", optimizer.muon?.momentum)
    try check(optimizer.muon == nil || optimizer.adamw == nil, "optimizer.muon", "no second rule", "AdamW")
    try fraction("beta1", optimizer.adamw?.beta1)
    try fraction("beta2", optimizer.adamw?.beta2)
    try positive("epsilon", optimizer.adamw?.epsilon)
    let interval = optimizer.lookahead?.interval ?? 1
    try check(interval >= 1, "optimizer.lookahead.interval", "1 step or more", interval)
    try fraction("optimizer.lookahead.decay", optimizer.lookahead?.decay)
    try fraction("average-decay", optimizer.averageDecay)
    try checkSchedule(check)
    try fraction("label-smoothing", labelSmoothing)
    for (option, strength) in [("mixup", mixing.mixup), ("cutmix", mixing.cutmix)] {
      try check(strength >= 0 && strength <= 1, option, "0 to 1", strength)
    }
    try fraction("validation", validation)
    try check(patience.map { $0 >= 1 } ?? true, "patience", "1 epoch or more", patience ?? 0)
    try check(!data.ownValidation || validation == 0, "validation", "0 with data.ownValidation", validation)
    try check(
      patience == nil || validation > 0 || data.ownValidation, "patience", "a validation split to watch",
      "--validation 0")
    try check(checkpointEvery >= 1, "checkpoint-every", "1 epoch or more", checkpointEvery)
    try check(data.limit ?? 1 >= 1, "limit", "1 image or more", data.limit ?? 0)
    try check((8...1024).contains(data.imageSize), "data.imageSize", "8 to 1024 pixels", data.imageSize)
  }

  private func checkSchedule(
    _ check: (Bool, String, String, Any) throws(ConfigurationFailure) -> Void
  ) throws(ConfigurationFailure) {
    let s = schedule
    try check(s.stepEpochs >= 1, "lr-step", "1 epoch or more", s.stepEpochs)
    try check(s.gamma > 0 && s.gamma <= 1, "lr-gamma", "above 0, at most 1", s.gamma)
    try check(
      s.warmupEpochs >= 0 && s.warmupEpochs < Double(epochs), "warmup-epochs", "0 to below the epochs", s.warmupEpochs)
    try check(
      s.warmupEpochs == 0 || !s.kind.risesByItself, "warmup-epochs",
      "none with the \(s.kind.rawValue) schedule, which rises by itself (choose another --schedule)", s.warmupEpochs)
    let isAscending = zip([0] + s.milestones, s.milestones).allSatisfy { $0 < $1 }
    try check(isAscending, "lr-milestones", "epochs in ascending order", s.milestones)
    guard let triangle = s.triangle else { return }
    for (setting, fraction) in [("start", triangle.start), ("end", triangle.end)] {
      try check(fraction >= 0 && fraction <= 1, "schedule.triangle.\(setting)", "0 to 1", fraction)
    }
    try check(triangle.rise >= 0 && triangle.rise < 1, "schedule.triangle.rise", "0 to below 1", triangle.rise)
  }

  /// The settings that must agree for a checkpoint to be continued, by dotted name.
  ///
  /// Where the data lies may change, what they are may not: `dataDigest` stands for them.
  package func fingerprint(dataDigest: String) throws(JSONFailure) -> [String: String] {
    var copy = self
    copy.checkpointEvery = 1
    copy.data.source = ""
    copy.initFrom = nil
    var flat = try JSONValue(encoding: copy).flattened
    flat[Self.dataKey] = dataDigest
    return flat
  }

  /// The names of the data's digest and of the length among the settings.
  static let dataKey = "data"
  static let epochsKey = "epochs"
}

/// A value that no run can have.
public struct ConfigurationFailure: Failure, Equatable {
  public let option: String
  public let expected: String
  public let found: String
  /// The configuration file that holds the value; `nil` for an option's.
  package private(set) var file: String?

  package init(option: String, expected: String, found: String) {
    (self.option, self.expected, self.found) = (option, expected, found)
  }

  /// The same failure of a value that a file holds.
  package func attributed(to file: String?) -> ConfigurationFailure {
    var failure = self
    failure.file = file
    return failure
  }

  private var isOption: Bool { !option.contains(".") && file == nil }

  /// Settings without an option of their own go by their dotted names.
  public var message: String {
    let place = file.map { "'\($0)': " } ?? ""
    return place + (isOption ? "--\(option)" : "setting '\(option)'") + ": expected \(expected), found \(found)"
  }
  public var hint: String? {
    isOption ? "`cifar-train --help` lists the options with their defaults" : "correct it in the configuration file"
  }
  public var status: ExitStatus { file == nil ? .usage : .configuration }
}
