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
      schedule: Schedule(.multistep, peak: 0.3), epochs: 12, batchSize: 48)
    try JSONText.write(c, to: folder.file("plain.json"))
    #expect(try RunConfiguration.read(from: folder.file("plain.json")) == c)
    c.data.classes = ["x", "y", "z"]
    (c.data.labelLevel, c.data.imageSize) = (.coarse, 64)
    (c.optimizer.momentum, c.optimizer.nesterov, c.optimizer.weightDecay) = (0.8, true, 3e-4)
    (c.optimizer.decaysBiases, c.optimizer.decaysNormalization, c.optimizer.clipNorm) = (true, true, 0.1)
    (c.schedule.milestones, c.schedule.gamma, c.schedule.stepEpochs) = ([3, 9], 0.2, 4)
    c.schedule.warmupEpochs = 0.5
    (c.labelSmoothing, c.validation, c.patience, c.optimizer.averageDecay) = (0.1, 0.25, 4, 0.999)
    (c.initFrom, c.seed, c.checkpointEvery) = ("w.safetensors", .max, 5)
    (c.optimizer.muon, c.optimizer.lookahead, c.schedule.triangle) = (.init(), .init(), .init())
    c.optimizer.muon?.rate = 0.5
    c.optimizer.muon?.momentum = 0.7
    c.optimizer.lookahead?.interval = 3
    c.optimizer.lookahead?.decay = 0.5
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
      schedule: Schedule(.constant, peak: 0.1), epochs: 7, batchSize: 16)
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
    #expect(
      parts.optimizer.muon == .init() && parts.optimizer.lookahead?.interval == 2
        && parts.optimizer.lookahead?.decay == 0.77378094)
    #expect(parts.schedule.triangle?.end == 0 && parts.schedule.triangle?.start == 0.2)
    #expect(c.optimizer.nesterov && c.optimizer.momentum == 0.9)
    #expect(c.augmentation?.cutout == 4 && c.augmentation?.padding == 4)
    #expect(c.schedule.kind == .oneCycle && c.epochs == 7)
    #expect(c.data.classes == ["a", "b"] && c.data.imageSize == 32 && c.patience == nil)
  }

  @Test(arguments: [
    (#""source": "data""#, "", "data.source"), (#""name": "resnet20""#, "", "model.name"),
    (#""epochs": 7, "#, "", "epochs"), (#""batchSize": 16, "#, "", "batchSize"), (#""peak": 0.1"#, "", "schedule.peak"),
    (#""data": {"source": "data"}, "#, "", "data.source"), (#", "schedule": {"peak": 0.1}"#, "", "schedule.peak"),
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
    (#""batchSize": 16"#, #""batchSize": 16, "muon": {"rate": "high"}"#, "optimizer.muon.rate"),
    (#""batchSize": 16"#, #""batchSize": 16, "lookahead": {"interval": 2.5}"#, "optimizer.lookahead.interval"),
    (#""batchSize": 16"#, #""batchSize": 16, "optimizer": {"earlyEpochs": 1.5}"#, "optimizer.earlyEpochs"),
    (#""peak": 0.1"#, #""peak": 1, "triangle": {"rise": "long"}"#, "schedule.triangle.rise"),
    (#""source": "data""#, #""source": "data", "labelLevel": "rough""#, "data.labelLevel"),
  ])
  func aSettingOfTheWrongKindIsNamed(_ part: String, _ replacement: String, _ field: String) throws {
    let failure = #expect(throws: JSONFailure.self) { try read(Self.minimal.replacing(part, with: replacement)) }
    #expect(failure?.field == field, "\(failure?.message ?? "")")
    #expect(failure?.status == .malformedInput)
  }

  /// By the name of version 0.1.0, which must not cover what stands at its place of today.
  @Test func aPartThatStandsTwiceIsRefused() throws {
    let kind = #expect(throws: JSONFailure.self) {
      try read(Self.minimal.replacing("{\"data\"", with: "{\"muon\": {}, \"optimizer\": 5, \"data\""))
    }
    #expect(kind?.field == "optimizer")
    let twice = #expect(throws: ConfigurationFailure.self) {
      try read(
        Self.minimal.replacing(
          "{\"data\"", with: "{\"muon\": {\"rate\": 1}, \"optimizer\": {\"muon\": {}}, \"data\""))
    }
    #expect(twice?.option == "optimizer.muon" && twice?.message.contains("config.json") == true)
  }

  @Test(
    arguments: [
      ("learningRate", nil), ("batchsize", "batchSize"), ("labelSmothing", "labelSmoothing"),
      ("schedule.peek", "schedule.peak"), ("optimizer.clipnorm", "optimizer.clipNorm"), ("pateince", "patience"),
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
      #expect(failure.message == "'\(folder.file("config.json"))', field '\(name)': unknown field")
      if let nearest { #expect(failure.hint == "did you mean '\(nearest)'?") }
      #expect(failure.status == .malformedInput)
    }
  }

  @Test(arguments: [
    (#""muon": {"rte": 1}"#, "optimizer.muon.rte", "optimizer.muon.rate"),
    (#""optimizer": {"lookahead": {"intervall": 1}}"#, "optimizer.lookahead.intervall", "optimizer.lookahead.interval"),
  ])
  func anUnknownSettingOfAPartIsRefused(_ part: String, _ name: String, _ nearest: String) throws {
    let failure = #expect(throws: JSONFailure.self) {
      try read(Self.minimal.replacing(#""epochs": 7"#, with: #""epochs": 7, "# + part))
    }
    #expect(failure?.field == name && failure?.problem == .unknownField(nearest: nearest))
  }

  /// Version 0.1.0 wrote the length of the run twice.
  @Test func theEpochsOfAScheduleMustBeThoseOfTheRun() throws {
    let same = try read(Self.minimal.replacing(#""peak": 0.1"#, with: #""peak": 0.1, "epochs": 7"#))
    #expect(try same == read(Self.minimal))
    let failure = ConfigurationFailure(option: "schedule.epochs", expected: "the run's epochs, 7", found: "9")
    #expect(throws: failure.attributed(to: folder.file("config.json"))) {
      try read(Self.minimal.replacing(#""peak": 0.1"#, with: #""peak": 0.1, "epochs": 9"#))
    }
  }

  /// Weights of other versions can still be used.
  @Test func aRecipeInWeightsMayHaveOtherSettings() throws {
    let text = Self.minimal.replacing(#""epochs": 7"#, with: #""epochs": 7, "later": {"x": 1}, "muon": {"y": 2}"#)
    let recipe = try RunConfiguration(recipe: text)
    #expect(recipe.epochs == 7 && recipe.optimizer.muon == .init())
  }

  @Test func aPartIsLaidOverARecipe() throws {
    let text = #"{"epochs": 3, "model": {"name": "resnet9"}, "optimizer": {"nesterov": false}, "augmentation": null}"#
    let file = try PartialConfiguration(path: folder.write(text, to: "config.json"))
    var expected = Recipe(imageCount: 500, classCount: 2, model: "resnet9", epochs: 3)
      .configuration(.init(source: "data"))
    #expect(!file.isComplete && expected.augmentation != nil && expected.optimizer.averageDecay != nil)
    let found = try file.configuration(over: expected)
    (expected.optimizer.nesterov, expected.augmentation) = (false, nil)
    #expect(found == expected)
    #expect(try PartialConfiguration(path: folder.write(Self.minimal, to: "config.json")).isComplete)
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
