import Inference
import Models
import Serialization
import Testing

/// Networks from weights files: which settings of the model are understood, and which are refused.
@Suite struct NetworkWeightsTests {
  private static func file(_ configuration: ModelConfiguration, settings: [String: String]?) throws -> WeightsFile {
    let network = try configuration.build(seed: 2)
    let metadata = WeightsMetadata(
      model: configuration.name, modelConfiguration: settings ?? network.fileConfiguration,
      classNames: (0..<configuration.classes).map { "class \($0)" }, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2],
      input: .init(height: 32, width: 32),
      provenance: .init(
        programVersion: "test", dataSummary: "nothing", isSynthetic: true, seed: 2, recipe: "{}", epoch: 1,
        validationAccuracy: nil))
    return WeightsFile(tensors: network.namedTensors(), metadata: metadata)
  }

  static let configurations = [
    ModelConfiguration(name: "resnet20", classes: 2),
    ModelConfiguration(name: "resnet20", classes: 3, shortcut: .projection),
    ModelConfiguration(name: "resnet20", classes: 2, shortcut: .projection, width: 2),
    ModelConfiguration(name: "resnet9", classes: 2, width: 2),
    // Even kernels, and outputs that are no multiple of 16.
    ModelConfiguration(name: "airbench", classes: 2),
  ]

  @Test(arguments: configurations) func whatIsWrittenIsReadBack(_ configuration: ModelConfiguration) throws {
    let network = try Network(Self.file(configuration, settings: nil), path: "w")
    #expect(network.configuration == configuration)
    let original = try configuration.build(seed: 2)
    #expect(network.store.values.copy() == original.store.values.copy())
  }

  /// Files from before there were widths.
  @Test func noWidthMeansOne() throws {
    let configuration = ModelConfiguration(name: "resnet20", classes: 2)
    #expect(try configuration.build(seed: 2).fileConfiguration == [:])
    #expect(try Network(Self.file(configuration, settings: ["width": "1"]), path: "w").configuration == configuration)
  }

  static let refusals: [([String: String], WeightsMismatch)] = [
    (["width": "two"], .setting(path: "w", name: "width", expected: "a whole number", found: "two")),
    (["width": "1.0"], .setting(path: "w", name: "width", expected: "a whole number", found: "1.0")),
    (["width": ""], .setting(path: "w", name: "width", expected: "a whole number", found: "")),
    (["width": "0"], .model(path: "w", .width("resnet20", 0))),
    (["width": "17"], .model(path: "w", .width("resnet20", 17))),
    (
      ["width": "99999999999999999999"],
      .setting(path: "w", name: "width", expected: "a whole number", found: "99999999999999999999")
    ),
    (["shortcut": "C"], .setting(path: "w", name: "shortcut", expected: "A or B", found: "C")),
    (["depth": "20"], .setting(path: "w", name: "depth", expected: "no setting of this name", found: "20")),
  ]

  @Test(arguments: refusals) func impossibleSettingsAreRefused(_ settings: [String: String], _ failure: WeightsMismatch)
    throws
  {
    let file = try Self.file(ModelConfiguration(name: "resnet20", classes: 2), settings: settings)
    #expect(throws: failure) { try Network(file, path: "w") }
    #expect(failure.status == .malformedInput && failure.hint != nil)
  }

  /// The width in the metadata is not that of the tensors.
  @Test func tensorsOfAnotherWidthAreRefused() throws {
    let file = try Self.file(ModelConfiguration(name: "resnet20", classes: 2), settings: ["width": "2"])
    #expect(throws: WeightsMismatch.self) { try Network(file, path: "w") }
  }
}
