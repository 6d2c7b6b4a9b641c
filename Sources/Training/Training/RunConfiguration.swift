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
    public init(source: String) { self.source = source }

    enum CodingKeys: String, CodingKey { case source, classes, labelLevel, imageSize }
  }

  public var data: Data
  public var model: ModelConfiguration
  public var epochs: Int
  public var batchSize: Int
  public var optimizer = SGD.Configuration()
  public var schedule: Schedule
  /// Moves the filters of convolutions in place of `optimizer`; `nil` for none. Its rate follows the schedule's course.
  public var muon: Muon.Configuration?
  /// A slow copy of the weights that they return to from time to time; `nil` for none.
  public var lookahead: Lookahead.Configuration?
  public var labelSmoothing: Float = 0
  /// `nil` for none.
  public var augmentation: Augmentation? = Augmentation()
  /// How images of a batch, and their labels, are mixed with each other.
  public var mixing = Mixing()
  /// How convolutions multiply. A processor that cannot do it trains in `fp32`.
  public var precision = Precision.fp32
  /// Share of the training images held back for validation, from 0 to below 1.
  public var validation = 0.1
  /// How validation asks the model, and what `cifar-eval` does by default.
  public var testTimeAugmentation = TestTimeAugmentation.none
  /// Epochs without a better validation accuracy before the run ends; `nil` to run them all.
  public var patience: Int?
  /// Decay of the moving average of the weights, which is then what is validated and saved; `nil` for none.
  public var averageDecay: Float?
  /// Weights to start from; `nil` for random ones.
  public var initFrom: String?
  public var seed: UInt64 = 0
  /// Epochs between checkpoints.
  public var checkpointEvery = 1

  static let mostEpochs = 100_000

  enum CodingKeys: String, CodingKey {
    case data, model, epochs, batchSize, optimizer, schedule, muon, lookahead, labelSmoothing, augmentation, mixing,
      precision,
      validation
    case patience, testTimeAugmentation, averageDecay, initFrom, seed, checkpointEvery
  }

  /// A run with the given essentials; everything else can be set afterwards.
  public init(data: Data, model: ModelConfiguration, schedule: Schedule, batchSize: Int) {
    (self.data, self.model, self.schedule, self.batchSize) = (data, model, schedule, batchSize)
    epochs = schedule.epochs
  }

  /// Checks every value. Throws the first that is impossible, by the name of its option.
  public func validate() throws(ConfigurationFailure) {
    func check(_ holds: Bool, _ option: String, _ expected: String, _ found: Any) throws(ConfigurationFailure) {
      guard holds else { throw ConfigurationFailure(option: option, expected: expected, found: "\(found)") }
    }
    try check((1...Self.mostEpochs).contains(epochs), "epochs", "1 to \(Self.mostEpochs)", epochs)
    try check((1...65_536).contains(batchSize), "batch-size", "1 to 65536", batchSize)
    try check(schedule.peak > 0 && schedule.peak.isFinite, "lr", "a number above 0", schedule.peak)
    try check(optimizer.momentum >= 0 && optimizer.momentum < 1, "momentum", "0 to below 1", optimizer.momentum)
    try check(!optimizer.nesterov || optimizer.momentum > 0, "nesterov", "a momentum above 0", optimizer.momentum)
    try check(
      optimizer.weightDecay >= 0 && optimizer.weightDecay.isFinite, "weight-decay", "0 or more", optimizer.weightDecay)
    try check(
      optimizer.clipNorm.map { $0 > 0 && $0.isFinite } ?? true, "clip-norm", "a number above 0", optimizer.clipNorm ?? 0
    )
    try checkRates(check)
    try check(schedule.stepEpochs >= 1, "lr-step", "1 epoch or more", schedule.stepEpochs)
    try check(schedule.gamma > 0 && schedule.gamma <= 1, "lr-gamma", "above 0, at most 1", schedule.gamma)
    try check(
      schedule.warmupEpochs >= 0 && schedule.warmupEpochs < Double(epochs), "warmup-epochs", "0 to below the epochs",
      schedule.warmupEpochs)
    try check(
      schedule.warmupEpochs == 0 || !schedule.kind.risesByItself, "warmup-epochs",
      "none with the \(schedule.kind.rawValue) schedule, which rises by itself (choose another --schedule)",
      schedule.warmupEpochs)
    try check(
      zip(schedule.milestones, schedule.milestones.dropFirst()).allSatisfy { $0 < $1 }
        && schedule.milestones.allSatisfy { $0 > 0 }, "lr-milestones", "epochs in ascending order", schedule.milestones)
    try check(labelSmoothing >= 0 && labelSmoothing < 1, "label-smoothing", "0 to below 1", labelSmoothing)
    for (option, strength) in [("mixup", mixing.mixup), ("cutmix", mixing.cutmix)] {
      try check(strength >= 0 && strength <= 1, option, "0 to 1", strength)
    }
    try check(validation >= 0 && validation < 1, "validation", "0 to below 1", validation)
    try check(patience.map { $0 >= 1 } ?? true, "patience", "1 epoch or more", patience ?? 0)
    try check(patience == nil || validation > 0, "patience", "a validation split to watch", "--validation 0")
    try check(averageDecay.map { $0 >= 0 && $0 < 1 } ?? true, "average-decay", "0 to below 1", averageDecay ?? 0)
    try check(checkpointEvery >= 1, "checkpoint-every", "1 epoch or more", checkpointEvery)
    try check(schedule.epochs == epochs, "schedule.epochs", "the run's epochs, \(epochs)", schedule.epochs)
    try check(
      (8...1024).contains(data.imageSize), "data.imageSize", "8 to 1024 pixels", data.imageSize)
  }

  /// What the speed recipes set; there are no options for it.
  private func checkRates(
    _ check: (Bool, String, String, Any) throws(ConfigurationFailure) -> Void
  ) throws(ConfigurationFailure) {
    for (setting, factor) in [
      ("biasRate", optimizer.biasRate), ("normalizationRate", optimizer.normalizationRate),
    ] {
      try check(
        factor.map { $0 > 0 && $0.isFinite } ?? true, "optimizer.\(setting)", "a number above 0", factor ?? 0)
    }
    try check(
      optimizer.earlyEpochs.map { $0 >= 0 } ?? true, "optimizer.earlyEpochs", "0 or more", optimizer.earlyEpochs ?? 0)
    if let triangle = schedule.triangle {
      for (setting, share) in [("start", triangle.start), ("end", triangle.end)] {
        try check(share >= 0 && share <= 1, "schedule.triangle.\(setting)", "0 to 1", share)
      }
      try check(triangle.rise >= 0 && triangle.rise < 1, "schedule.triangle.rise", "0 to below 1", triangle.rise)
    }
    if let muon {
      try check(muon.rate > 0 && muon.rate.isFinite, "muon.rate", "a number above 0", muon.rate)
      try check(muon.momentum >= 0 && muon.momentum < 1, "muon.momentum", "0 to below 1", muon.momentum)
    }
    if let lookahead {
      try check(lookahead.interval >= 1, "lookahead.interval", "1 step or more", lookahead.interval)
      try check(lookahead.decay >= 0 && lookahead.decay < 1, "lookahead.decay", "0 to below 1", lookahead.decay)
    }
  }

  /// The settings that must agree for a checkpoint to be continued, by dotted name.
  ///
  /// Where the data lies may change, what they are may not: `dataDigest` stands for them.
  package func fingerprint(dataDigest: String) throws(JSONFailure) -> [String: String] {
    var copy = self
    copy.checkpointEvery = 1
    copy.data.source = ""
    copy.initFrom = nil
    let text = try JSONText.encode(copy, layout: .line)
    var flat = try FlatJSON.flatten(text)
    flat[Self.dataKey] = dataDigest
    // Left out where it changes nothing, so that runs from before there were widths can go on.
    if model.width == 1 { flat["model.width"] = nil }
    return flat
  }

  /// The name of the data's digest among the settings.
  static let dataKey = "data"
}

/// A value that no run can have.
public struct ConfigurationFailure: Failure, Equatable {
  public let option: String
  public let expected: String
  public let found: String

  package init(option: String, expected: String, found: String) {
    (self.option, self.expected, self.found) = (option, expected, found)
  }

  /// Settings without an option of their own go by their dotted names.
  public var message: String {
    let name = option.contains(".") ? "setting '\(option)'" : "--\(option)"
    return "\(name): expected \(expected), found \(found)"
  }
  public var hint: String? {
    option.contains(".")
      ? "correct it in the configuration file" : "`cifar-train --help` lists the options with their defaults"
  }
  public var status: ExitStatus { .usage }
}
