import Datasets
import Models
import Optimizers
import Support
import TestSupport
import Testing
import Training

struct RunConfigurationTests {
  static func configuration() -> RunConfiguration {
    RunConfiguration(
      data: .init(source: "synthetic:vehicles"), model: ModelConfiguration(name: "resnet20", classes: 2),
      schedule: Schedule(.constant, peak: 0.1), epochs: 10, batchSize: 32)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let option: String
    let found: String
    let change: @Sendable (inout RunConfiguration) -> Void
    var testDescription: String { "\(option) \(found)" }
    init(_ option: String, _ found: String, _ change: @escaping @Sendable (inout RunConfiguration) -> Void) {
      (self.option, self.found, self.change) = (option, found, change)
    }
  }

  static let impossible: [Case] = [
    Case("epochs", "0") { $0.epochs = 0 },
    Case("epochs", "100001") { $0.epochs = 100_001 },
    Case("batch-size", "0") { $0.batchSize = 0 },
    Case("batch-size", "-1") { $0.batchSize = -1 },
    Case("batch-size", "65537") { $0.batchSize = 65_537 },
    Case("lr", "0.0") { $0.schedule.peak = 0 },
    Case("lr", "-1.0") { $0.schedule.peak = -1 },
    Case("lr", "nan") { $0.schedule.peak = .nan },
    Case("lr", "inf") { $0.schedule.peak = .infinity },
    Case("momentum", "1.0") { $0.optimizer.momentum = 1 },
    Case("momentum", "-0.1") { $0.optimizer.momentum = -0.1 },
    Case("momentum", "nan") { $0.optimizer.momentum = .nan },
    Case("nesterov", "0.0") { ($0.optimizer.nesterov, $0.optimizer.momentum) = (true, 0) },
    Case("weight-decay", "-0.1") { $0.optimizer.weightDecay = -0.1 },
    Case("weight-decay", "inf") { $0.optimizer.weightDecay = .infinity },
    Case("clip-norm", "0.0") { $0.optimizer.clipNorm = 0 },
    Case("clip-norm", "nan") { $0.optimizer.clipNorm = .nan },
    Case("clip-norm", "inf") { $0.optimizer.clipNorm = .infinity },
    Case("lr-step", "0") { $0.schedule.stepEpochs = 0 },
    Case("lr-gamma", "0.0") { $0.schedule.gamma = 0 },
    Case("lr-gamma", "1.5") { $0.schedule.gamma = 1.5 },
    Case("warmup-epochs", "-1.0") { $0.schedule.warmupEpochs = -1 },
    Case("warmup-epochs", "10.0") { $0.schedule.warmupEpochs = 10 },
    Case("warmup-epochs", "nan") { $0.schedule.warmupEpochs = .nan },
    Case("warmup-epochs", "1.0") { ($0.schedule.kind, $0.schedule.warmupEpochs) = (.oneCycle, 1) },
    Case("warmup-epochs", "1.0") { ($0.schedule.kind, $0.schedule.warmupEpochs) = (.triangle, 1) },
    Case("optimizer.biasRate", "0.0") { $0.optimizer.biasRate = 0 },
    Case("optimizer.biasRate", "nan") { $0.optimizer.biasRate = .nan },
    Case("optimizer.normalizationRate", "-1.0") { $0.optimizer.normalizationRate = -1 },
    Case("optimizer.normalizationRate", "inf") { $0.optimizer.normalizationRate = .infinity },
    Case("optimizer.earlyEpochs", "-1") { $0.optimizer.earlyEpochs = -1 },
    Case("schedule.triangle.start", "1.5") { c in c.schedule.triangle = Self.triangle { $0.start = 1.5 } },
    Case("schedule.triangle.end", "-0.5") { c in c.schedule.triangle = Self.triangle { $0.end = -0.5 } },
    Case("schedule.triangle.end", "nan") { c in c.schedule.triangle = Self.triangle { $0.end = .nan } },
    Case("schedule.triangle.rise", "1.0") { c in c.schedule.triangle = Self.triangle { $0.rise = 1 } },
    Case("schedule.triangle.rise", "nan") { c in c.schedule.triangle = Self.triangle { $0.rise = .nan } },
    Case("optimizer.muon.rate", "0.0") { c in c.optimizer.muon = Self.muon { $0.rate = 0 } },
    Case("optimizer.muon.rate", "inf") { c in c.optimizer.muon = Self.muon { $0.rate = .infinity } },
    Case("optimizer.muon.momentum", "1.0") { c in c.optimizer.muon = Self.muon { $0.momentum = 1 } },
    Case("optimizer.lookahead.interval", "0") { c in c.optimizer.lookahead = Self.lookahead { $0.interval = 0 } },
    Case("optimizer.lookahead.decay", "1.0") { c in c.optimizer.lookahead = Self.lookahead { $0.decay = 1 } },
    Case("optimizer.lookahead.decay", "nan") { c in c.optimizer.lookahead = Self.lookahead { $0.decay = .nan } },
    Case("lr-milestones", "[5, 5]") { $0.schedule.milestones = [5, 5] },
    Case("lr-milestones", "[0, 5]") { $0.schedule.milestones = [0, 5] },
    Case("label-smoothing", "1.0") { $0.labelSmoothing = 1 },
    Case("label-smoothing", "nan") { $0.labelSmoothing = .nan },
    Case("validation", "1.0") { $0.validation = 1 },
    Case("validation", "-0.5") { $0.validation = -0.5 },
    Case("validation", "nan") { $0.validation = .nan },
    Case("patience", "0") { $0.patience = 0 },
    Case("patience", "--validation 0") { ($0.patience, $0.validation) = (1, 0) },
    Case("average-decay", "1.0") { $0.optimizer.averageDecay = 1 },
    Case("average-decay", "nan") { $0.optimizer.averageDecay = .nan },
    Case("checkpoint-every", "0") { $0.checkpointEvery = 0 },
    Case("optimizer.muon", "AdamW") { ($0.optimizer.muon, $0.optimizer.adamw) = (.init(), .init()) },
    Case("beta1", "1.0") { c in c.optimizer.adamw = Self.adamw { $0.beta1 = 1 } },
    Case("beta2", "nan") { c in c.optimizer.adamw = Self.adamw { $0.beta2 = .nan } },
    Case("epsilon", "0.0") { c in c.optimizer.adamw = Self.adamw { $0.epsilon = 0 } },
    Case("data.imageSize", "7") { $0.data.imageSize = 7 },
    Case("data.imageSize", "1025") { $0.data.imageSize = 1025 },
  ]

  private static func muon(_ change: (inout Muon.Configuration) -> Void) -> Muon.Configuration {
    var muon = Muon.Configuration()
    change(&muon)
    return muon
  }
  private static func adamw(_ change: (inout AdamW.Configuration) -> Void) -> AdamW.Configuration {
    var adamw = AdamW.Configuration()
    change(&adamw)
    return adamw
  }
  private static func lookahead(_ change: (inout Lookahead.Configuration) -> Void) -> Lookahead.Configuration {
    var lookahead = Lookahead.Configuration()
    change(&lookahead)
    return lookahead
  }
  private static func triangle(_ change: (inout Schedule.Triangle) -> Void) -> Schedule.Triangle {
    var triangle = Schedule.Triangle()
    change(&triangle)
    return triangle
  }

  @Test(arguments: impossible) func impossibleValuesAreNamed(_ case: Case) {
    var configuration = Self.configuration()
    `case`.change(&configuration)
    let failure = #expect(throws: ConfigurationFailure.self) { try configuration.validate() }
    #expect(failure?.option == `case`.option)
    #expect(failure?.found == `case`.found)
    #expect(failure?.status == .usage)
    let isOption = !`case`.option.contains(".")
    #expect(
      failure?.message.hasPrefix(isOption ? "--\(`case`.option): expected" : "setting '\(`case`.option)'") == true)
  }

  @Test func extremesThatArePossible() throws {
    var c = Self.configuration()
    try c.validate()
    (c.batchSize, c.schedule.peak, c.optimizer.momentum, c.optimizer.weightDecay) = (65_536, 1e30, 0, 0)
    (c.validation, c.labelSmoothing, c.optimizer.averageDecay, c.patience) = (0.999, 0.999, 0, 1)
    (c.schedule.gamma, c.schedule.warmupEpochs, c.data.imageSize) = (1, 9.99, 8)
    try c.validate()
  }

  @Test func theFingerprintLeavesOutWhatChangesNothing() throws {
    var (one, other) = (Self.configuration(), Self.configuration())
    other.data.source = "elsewhere"
    other.checkpointEvery = 9
    other.initFrom = "file"
    #expect(try one.fingerprint(dataDigest: "x") == other.fingerprint(dataDigest: "x"))
    #expect(try one.fingerprint(dataDigest: "x") != other.fingerprint(dataDigest: "y"))
    one.labelSmoothing = 0.25
    #expect(try one.fingerprint(dataDigest: "x")["labelSmoothing"] == "0.25")
  }
}
