import Datasets
import Models
import Optimizers
import Support
import TestSupport
import Testing
import Training

struct RunConfigurationReadingTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String) throws -> RunConfiguration {
    try RunConfiguration.read(from: folder.write(text, to: "config.json"))
  }

  static let minimal = """
    {"data": {"source": "data"}, "model": {"name": "resnet20"}, "epochs": 7, "batchSize": 16, "schedule": {"peak": 0.1}}
    """

  @Test func whatARunWritesIsReadBack() throws {
    var c = RunConfiguration(
      data: .init(source: "a \"b\"/ü"), model: ModelConfiguration(name: "resnet32", classes: 3, shortcut: .projection),
      schedule: Schedule(.multistep, peak: 0.3, epochs: 12), batchSize: 48)
    try JSONText.write(c, to: folder.file("plain.json"))
    #expect(try RunConfiguration.read(from: folder.file("plain.json")) == c)
    c.data.classes = ["x", "y", "z"]
    (c.data.labelLevel, c.data.imageSize) = (.coarse, 64)
    (c.optimizer.momentum, c.optimizer.nesterov, c.optimizer.weightDecay) = (0.8, true, 3e-4)
    (c.optimizer.decaysBiases, c.optimizer.decaysNormalization, c.optimizer.clipNorm) = (true, true, 0.1)
    (c.schedule.milestones, c.schedule.gamma, c.schedule.stepEpochs) = ([3, 9], 0.2, 4)
    c.schedule.warmupEpochs = 0.5
    (c.labelSmoothing, c.validation, c.patience, c.averageDecay) = (0.1, 0.25, 4, 0.999)
    (c.initFrom, c.seed, c.checkpointEvery) = ("w.safetensors", .max, 5)
    (c.muon, c.lookahead, c.schedule.triangle) = (.init(), .init(), .init())
    c.muon?.rate = 0.5
    c.muon?.momentum = 0.7
    c.lookahead?.interval = 3
    c.lookahead?.decay = 0.5
    c.schedule.triangle?.start = 0.5
    c.schedule.triangle?.rise = 0.1
    (c.optimizer.biasRate, c.optimizer.normalizationRate, c.optimizer.earlyEpochs) = (2, 64, 3)
    c.augmentation = nil
    try JSONText.write(c, to: folder.file("full.json"))
    #expect(try RunConfiguration.read(from: folder.file("full.json")) == c)
    var augmentation = Augmentation()
    (augmentation.padding, augmentation.cutout, augmentation.flip) = (2, 8, .alternating)
    (augmentation.paddingMode, augmentation.brightness) = (.zero, 0.1)
    c.augmentation = augmentation
    try JSONText.write(c, to: folder.file("full.json"))
    #expect(try RunConfiguration.read(from: folder.file("full.json")) == c)
  }

  @Test func aHandWrittenMinimumHasDefaults() throws {
    let c = try read(Self.minimal)
    var expected = RunConfiguration(
      data: .init(source: "data"), model: ModelConfiguration(name: "resnet20", classes: 0),
      schedule: Schedule(.constant, peak: 0.1, epochs: 7), batchSize: 16)
    expected.augmentation = nil
    #expect(c == expected)
    try c.validate()
  }

  @Test func halfFilledPartsHaveDefaults() throws {
    let c = try read(
      """
      {"data": {"source": "d", "classes": ["a", "b"]}, "model": {"name": "resnet9", "classes": 2}, "epochs": 7,
       "batchSize": 16, "schedule": {"peak": 0.1, "kind": "one-cycle"}, "optimizer": {"nesterov": true},
       "augmentation": {"cutout": 4}, "patience": null}
      """)
    let parts = try read(
      Self.minimal.replacing(
        "\"epochs\": 7", with: "\"epochs\": 7, \"muon\": {}, \"lookahead\": {\"interval\": 2}"
      ).replacing("\"peak\": 0.1", with: "\"peak\": 0.1, \"triangle\": {\"end\": 0}"))
    #expect(parts.muon == .init() && parts.lookahead?.interval == 2 && parts.lookahead?.decay == 0.77378094)
    #expect(parts.schedule.triangle?.end == 0 && parts.schedule.triangle?.start == 0.2)
    #expect(c.optimizer.nesterov && c.optimizer.momentum == 0.9)
    #expect(c.augmentation?.cutout == 4 && c.augmentation?.padding == 4)
    #expect(c.schedule.kind == .oneCycle && c.schedule.epochs == 7)
    #expect(c.data.classes == ["a", "b"] && c.data.imageSize == 32 && c.patience == nil)
  }

  @Test(arguments: [
    (#""source": "data""#, "", "data.source"), (#""name": "resnet20""#, "", "model.name"),
    (#""epochs": 7, "#, "", "epochs"), (#""batchSize": 16, "#, "", "batchSize"), (#""peak": 0.1"#, "", "schedule.peak"),
    (#""data": {"source": "data"}, "#, "", "data"), (#", "schedule": {"peak": 0.1}"#, "", "schedule"),
  ])
  func aMissingSettingIsNamed(_ part: String, _ replacement: String, _ field: String) throws {
    let text = Self.minimal.replacing(part, with: replacement)
    #expect(text != Self.minimal)
    let failure = #expect(throws: JSONFailure.self) { try read(text) }
    #expect(failure?.field == field)
    guard case .missingField = failure?.problem else {
      Issue.record("\(String(describing: failure?.problem))")
      return
    }
  }

  @Test(arguments: [
    (#""epochs": 7"#, #""epochs": "seven""#, "epochs"), (#""epochs": 7"#, #""epochs": 7.5"#, "epochs"),
    (#""peak": 0.1"#, #""peak": 1, "stepEpochs": 1.5"#, "schedule.stepEpochs"),
    (#""peak": 0.1"#, #""peak": [1]"#, "schedule.peak"),
    (#""peak": 0.1"#, #""peak": 1, "kind": "cosinus""#, "schedule.kind"),
    (#""batchSize": 16"#, #""batchSize": 16, "seed": -1"#, "seed"),
    (#""batchSize": 16"#, #""batchSize": 16, "optimizer": {"momentum": "much"}"#, "optimizer.momentum"),
    (#""batchSize": 16"#, #""batchSize": 16, "muon": {"rate": "high"}"#, "muon.rate"),
    (#""batchSize": 16"#, #""batchSize": 16, "lookahead": {"interval": 2.5}"#, "lookahead.interval"),
    (#""batchSize": 16"#, #""batchSize": 16, "optimizer": {"earlyEpochs": 1.5}"#, "optimizer.earlyEpochs"),
    (#""peak": 0.1"#, #""peak": 1, "triangle": {"rise": "long"}"#, "schedule.triangle.rise"),
    (#""source": "data""#, #""source": "data", "labelLevel": "rough""#, "data.labelLevel"),
  ])
  func aSettingOfTheWrongKindIsNamed(_ part: String, _ replacement: String, _ field: String) throws {
    let failure = #expect(throws: JSONFailure.self) { try read(Self.minimal.replacing(part, with: replacement)) }
    #expect(failure?.field == field, "\(failure?.message ?? "")")
    #expect(failure?.status == .malformedInput)
  }

  @Test(
    arguments: [
      ("learningRate", nil), ("batchsize", "batchSize"), ("labelSmothing", "labelSmoothing"),
      ("schedule.peek", "schedule.peak"), ("optimizer.clipnorm", "optimizer.clipNorm"), ("pateince", "patience"),
      ("muon.rte", "muon.rate"), ("lookahead.intervall", "lookahead.interval"),
      ("optimizer.biasrate", "optimizer.biasRate"),
    ] as [(String, String?)])
  func anUnknownSettingIsRefused(_ name: String, _ nearest: String?) throws {
    let parts = name.split(separator: ".").map(String.init)
    let setting = parts.count == 1 ? "\"\(parts[0])\": 1, " : ""
    var text = Self.minimal.replacing("{\"data\"", with: "{\(setting)\"data\"")
    if parts.count == 2, parts[0] == "schedule" {
      text = text.replacing("\"peak\": 0.1", with: "\"peak\": 0.1, \"\(parts[1])\": 1")
    } else if parts.count == 2 {
      text = text.replacing("{\"data\"", with: "{\"\(parts[0])\": {\"\(parts[1])\": 1}, \"data\"")
    }
    do {
      _ = try read(text)
      Issue.record("accepted")
    } catch {
      let failure = try #require(error as? any Failure)
      #expect(failure.message == "'\(folder.file("config.json"))': there is no setting '\(name)'")
      if let nearest { #expect(failure.hint == "did you mean '\(nearest)'?") }
      #expect(failure.status == .malformedInput)
    }
  }

  @Test(arguments: ["", "[]", "7", "{", "{\"data\":", "null", "\u{FEFF}", "not json"])
  func whatIsNoConfigurationIsRefused(_ text: String) {
    #expect(throws: JSONFailure.self) { try read(text) }
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: FileFailure.missing(path: folder.file("none.json"))) {
      try RunConfiguration.read(from: folder.file("none.json"))
    }
  }
}
