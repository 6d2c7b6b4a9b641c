import Foundation
import Models
import Testing

struct ModelConfigurationTests {
  /// A line of `parameters.txt`.
  struct Count: CustomTestStringConvertible {
    let configuration: ModelConfiguration
    let parameters: Int
    var testDescription: String {
      "\(configuration.title) \(configuration.classes) \(configuration.shortcut?.rawValue ?? "-")"
    }
  }

  /// PyTorch's counts of the same architectures; those of ResNet-18 and 34 are torchvision's.
  static func counts() throws -> [Count] {
    try Fixture.lines("parameters.txt").map { fields in
      let classes = try #require(Int(fields[1]))
      return Count(
        configuration: ModelConfiguration(
          name: fields[0], classes: classes, shortcut: Shortcut(rawValue: fields[2]),
          width: fields.count == 5 ? try #require(Int(fields[3])) : 1),
        parameters: try #require(fields.last.flatMap(Int.init)))
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
  @Test(
    arguments: try counts().filter {
      $0.configuration.width > 1 || ($0.parameters < 1_000_000 && $0.configuration.classes != 10)
    })
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

  /// Inference keeps no gradients, and draws no weights that a file will replace.
  @Test func withoutASeedThereAreNoGradients() throws {
    let configuration = ModelConfiguration(name: "resnet20", classes: 10)
    let (empty, trained) = (try configuration.build().store, try configuration.build(seed: 1).store)
    #expect(empty.gradients.count == 0 && trained.gradients.count == trained.values.count)
    #expect(empty.entries.map(\.name) == trained.entries.map(\.name) && empty.values.copy().allSatisfy { $0 == 0 })
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

  @Test(arguments: [
    ("resnet20", 0), ("resnet20", -1), ("resnet110", 17), ("resnet18", 5), ("resnet9", 5), ("resnet34", Int.max),
    ("resnet20", Int.min),
  ])
  func aWidthTheArchitectureLacksIsRefused(_ name: String, _ width: Int) {
    #expect(throws: ModelFailure.width(name, width)) {
      try ModelConfiguration(name: name, classes: 2, width: width).build(seed: 1)
    }
  }

  /// The widest layers of all widths fill the kernels' vectors.
  @Test func channelsStayMultiplesOfSixteen() throws {
    for (name, width) in [("resnet20", 3), ("resnet9", 3)] {
      let store = try ModelConfiguration(name: name, classes: 2, width: width).build(seed: 1).store
      for entry in store.entries where entry.shape.rank == 4 {
        #expect(entry.shape[3] % 16 == 0, "\(name): \(entry.name)")
      }
    }
  }

  @Test func theTitleNamesTheWidth() {
    #expect(ModelConfiguration(name: "resnet20", classes: 2).title == "resnet20")
    #expect(ModelConfiguration(name: "resnet20", classes: 2, width: 4).title == "resnet20 of width 4")
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
    #expect(
      ModelFailure.width("resnet18", 5).message == "model 'resnet18': expected a width of 1 to 4, found 5")
    for failure in [unknown, .classes(1), .shortcut("resnet9"), .width("resnet9", 0)] {
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
    #expect(String(decoding: data, as: UTF8.self) == #"{"classes":2,"name":"resnet20","shortcut":"B","width":1}"#)
    #expect(try JSONDecoder().decode(ModelConfiguration.self, from: data) == configuration)
    let wide = Data(#"{"name":"resnet20","classes":2,"width":4}"#.utf8)
    #expect(
      try JSONDecoder().decode(ModelConfiguration.self, from: wide)
        == ModelConfiguration(name: "resnet20", classes: 2, width: 4))
  }
}
