import Foundation
import Models
import Testing

struct ModelConfigurationTests {
  /// A line of `parameters.txt`.
  struct Count: CustomTestStringConvertible {
    let configuration: ModelConfiguration
    let parameters: Int
    var testDescription: String {
      "\(configuration.name) \(configuration.classes) \(configuration.shortcut?.rawValue ?? "-")"
    }
  }

  /// PyTorch's counts of the same architectures; those of ResNet-18 and 34 are torchvision's.
  static func counts() throws -> [Count] {
    try Fixture.lines("parameters.txt").map { fields in
      let classes = try #require(Int(fields[1]))
      return Count(
        configuration: ModelConfiguration(name: fields[0], classes: classes, shortcut: Shortcut(rawValue: fields[2])),
        parameters: try #require(Int(fields[3])))
    }
  }

  /// Models by name, so that none is left out: the fixture must list every name.
  @Test func everyNameIsCounted() throws {
    #expect(Set(try Self.counts().map(\.configuration.name)) == Set(ModelConfiguration.names))
  }

  static func count(_ configuration: ModelConfiguration) throws -> Int? {
    try counts().first { $0.configuration == configuration }?.parameters
  }

  /// The small ones; with ten classes, `ModelTests` counts all.
  @Test(arguments: try counts().filter { $0.parameters < 1_000_000 && $0.configuration.classes != 10 })
  func parametersAreAsMany(_ count: Count) throws {
    #expect(try count.configuration.build(seed: 1).store.parameterCount == count.parameters)
  }

  @Test func publishedCounts() throws {
    for (name, shortcut, parameters) in [
      ("resnet20", Shortcut?.some(.padding), 269_722), ("resnet20", .projection, 272_474),
      ("resnet18", nil, 11_173_962),
    ] {
      let configuration = ModelConfiguration(name: name, classes: 10, shortcut: shortcut)
      #expect(try Self.count(configuration) == parameters)
    }
  }

  @Test func withoutChoiceTheSmallNetworksPad() throws {
    let store = try ModelConfiguration(name: "resnet20", classes: 10).build(seed: 1).store
    #expect(store.parameterCount == 269_722)
    #expect(!store.entries.contains { $0.name.contains("downsample") })
  }

  @Test(arguments: ["resnet21", "ResNet20", "resnet", "", "resnet-20", "resnet20 ", "vgg16", "résnet20"])
  func unknownNameIsRefused(_ name: String) {
    #expect(throws: ModelFailure.unknown(name)) { try ModelConfiguration(name: name, classes: 10).build(seed: 1) }
  }

  @Test(arguments: [1, 0, -3, Int.min])
  func fewerThanTwoClassesAreRefused(_ classes: Int) {
    #expect(throws: ModelFailure.classes(classes)) {
      try ModelConfiguration(name: "resnet20", classes: classes).build(seed: 1)
    }
  }

  @Test(arguments: [
    ("resnet18", Shortcut.padding), ("resnet34", .padding), ("resnet9", .padding), ("resnet9", .projection),
    ("airbench", .padding), ("airbench95", .projection),
  ])
  func aShortcutTheArchitectureLacksIsRefused(_ name: String, _ shortcut: Shortcut) {
    #expect(throws: ModelFailure.shortcut(name)) {
      try ModelConfiguration(name: name, classes: 10, shortcut: shortcut).build(seed: 1)
    }
  }

  @Test func failuresSayWhatToDo() {
    let unknown = ModelFailure.unknown("resnet21")
    #expect(unknown.message == "unknown model 'resnet21'")
    #expect(
      unknown.hint == "models are resnet20, resnet32, resnet44, resnet56, resnet110, resnet18, resnet34, resnet9, "
        + "airbench, airbench95")
    #expect(ModelFailure.classes(1).message == "a model for 1 class; at least 2 are needed")
    #expect(ModelFailure.classes(0).message == "a model for 0 classes; at least 2 are needed")
    #expect(ModelFailure.shortcut("resnet9").message == "model 'resnet9' has no choice of this shortcut")
    for failure in [unknown, .classes(1), .shortcut("resnet9")] {
      #expect(failure.status == .usage)
      #expect(failure.hint != nil)
    }
  }

  /// Files of earlier runs are read by these keys.
  @Test func encodedFormIsStable() throws {
    let configuration = ModelConfiguration(name: "resnet20", classes: 2, shortcut: .projection)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(configuration)
    #expect(String(decoding: data, as: UTF8.self) == #"{"classes":2,"name":"resnet20","shortcut":"B"}"#)
    #expect(try JSONDecoder().decode(ModelConfiguration.self, from: data) == configuration)
    let short = Data(#"{"name":"resnet9","classes":10}"#.utf8)
    #expect(
      try JSONDecoder().decode(ModelConfiguration.self, from: short) == ModelConfiguration(name: "resnet9", classes: 10)
    )
  }
}
