import Serialization
import Support
import Tensors
import Testing

private let complete = WeightsMetadata(
  model: "resnet20", modelConfiguration: ["shortcut": "A", "depth": "20"],
  classNames: ["bicycle", "motor \"é\" cycle"],
  mean: [0.4914, 0.1, 1 / 3], std: [0.247, 1e-6, 0.2616], input: .init(height: 32, width: 48),
  provenance: .init(
    programVersion: "0.1.0", dataSummary: "800 images of 2 classes", isSynthetic: true, seed: .max,
    recipe: "{\"epochs\":30}", epoch: 12, validationAccuracy: 0.30000000000000004),
  temperature: 1.2345678901234567, threshold: 0.93, classThresholds: [0.1, 0.9999999],
  unknown: .init(kind: .energy, threshold: -1.25, quantile: 0.95, images: 160),
  decision: .init(
    images: 160, split: "validation", testTimeAugmentation: "flip", lossBefore: 0.4, lossAfter: 0.3,
    targetPrecision: 0.99, confidence: 0.95, coverage: 0.75, precision: 1, lowerBound: 0.992),
  precision: "mixed", testTimeAugmentation: "flip")

@Suite struct WeightsFileTests {
  private let tensors = [NamedTensor("fc.weight", Tensor([2, 2], [1, 2, 3, 4])), NamedTensor("n", scalar: 5)]

  @Test func comesBackAsItWasWritten() throws {
    try withFolder { folder in
      let path = folder + "/best.safetensors"
      let file = WeightsFile(tensors: tensors, metadata: complete)
      try file.write(to: path)
      let read = try WeightsFile.read(path)
      #expect(read.metadata == complete)
      #expect(Set(read.tensors.map(\.name)) == ["fc.weight", "n"])
      #expect(read["fc.weight"] == tensors[0])
      #expect(read["absent"] == nil)
    }
  }

  private static let optional: Set<WeightsMetadata.Key> = [
    .precision, .testTimeAugmentation,
    .temperature, .threshold, .classThresholds, .unknown, .decision,
  ]
  @Test func optionalValuesMayBeAbsent() throws {
    var metadata = complete
    metadata.temperature = nil
    metadata.threshold = nil
    metadata.classThresholds = nil
    metadata.unknown = nil
    metadata.decision = nil
    metadata.precision = nil
    metadata.testTimeAugmentation = nil
    metadata.provenance.validationAccuracy = nil
    let strings = try metadata.strings(path: "w")
    for key in WeightsMetadata.Key.allCases {
      #expect((strings[key.rawValue] == nil) == Self.optional.contains(key), "\(key)")
    }
    #expect(try WeightsMetadata(strings: strings, path: "w") == metadata)
  }

  /// Files from before the keys existed hold both in the recipe.
  @Test(arguments: [
    (#"{"precision":"fast","testTimeAugmentation":"shift","epochs":3}"#, "fast" as String?, "shift" as String?),
    (#"{"precision":3}"#, nil, nil), ("{}", nil, nil), ("no JSON", nil, nil), ("[]", nil, nil),
  ]) func anOlderFileSaysInItsRecipe(recipe: String, precision: String?, testTimeAugmentation: String?) throws {
    var older = complete
    (older.precision, older.testTimeAugmentation, older.provenance.recipe) = (nil, nil, recipe)
    let read = try WeightsMetadata(strings: older.strings(path: "w"), path: "w")
    #expect(read.precision == precision && read.testTimeAugmentation == testTimeAugmentation)
    older.precision = "mixed"
    #expect(try WeightsMetadata(strings: older.strings(path: "w"), path: "w").precision == "mixed")
  }

  /// Other programs read these: a change of a name or a form is a change of the format.
  @Test func storedNamesAndForms() throws {
    let strings = try complete.strings(path: "w")
    #expect(
      strings == [
        "cifarkit.format": "1",
        "cifarkit.model": "resnet20",
        "cifarkit.modelConfiguration": "{\"depth\":\"20\",\"shortcut\":\"A\"}",
        "cifarkit.classes": "[\"bicycle\",\"motor \\\"é\\\" cycle\"]",
        "cifarkit.mean": "[0.4914,0.1,0.33333334]",
        "cifarkit.std": "[0.247,1e-06,0.2616]",
        "cifarkit.input": "{\"channels\":3,\"height\":32,\"width\":48}",
        "cifarkit.provenance":
          "{\"dataSummary\":\"800 images of 2 classes\",\"epoch\":12,"
          + "\"isSynthetic\":true,\"programVersion\":\"0.1.0\",\"recipe\":\"{\\\"epochs\\\":30}\","
          + "\"seed\":18446744073709551615,\"validationAccuracy\":0.30000000000000004}",
        "cifarkit.temperature": "1.2345678901234567",
        "cifarkit.threshold": "0.93",
        "cifarkit.classThresholds": "[0.1,0.9999999]",
        "cifarkit.unknown": "{\"images\":160,\"kind\":\"energy\",\"quantile\":0.95,\"threshold\":-1.25}",
        "cifarkit.decision":
          "{\"confidence\":0.95,\"coverage\":0.75,\"images\":160,\"lossAfter\":0.3,\"lossBefore\":0.4,"
          + "\"lowerBound\":0.992,\"precision\":1,\"split\":\"validation\",\"targetPrecision\":0.99,"
          + "\"testTimeAugmentation\":\"flip\"}",
        "cifarkit.precision": "mixed",
        "cifarkit.testTimeAugmentation": "flip",
      ])
  }

  @Test(arguments: WeightsMetadata.Key.allCases.filter { !optional.contains($0) })
  func missingKey(key: WeightsMetadata.Key) throws {
    var strings = try complete.strings(path: "w")
    strings[key.rawValue] = nil
    #expect(
      throws: SafetensorsFailure(
        path: "w", .metadataField(key: key.rawValue, expected: "a value", found: "nothing"))
    ) { try WeightsMetadata(strings: strings, path: "w") }
  }

  @Test(arguments: [
    ("cifarkit.format", "2", "a version up to 1", "'2'"),
    ("cifarkit.format", "one", "a version up to 1", "'one'"),
    ("cifarkit.model", "", "a model name", "an empty string"),
    ("cifarkit.modelConfiguration", "{\"depth\":20}", "a JSON object of strings", "'{\"depth\":20}'"),
    ("cifarkit.classes", "[]", "1 to 100000 names", "0"),
    ("cifarkit.classes", "[\"a\",\"\"]", "names that are not empty", "an empty one at index 1"),
    ("cifarkit.classes", "[\"a\",\"a\"]", "distinct names", "'a' twice"),
    ("cifarkit.classes", "[1]", "a JSON array of names", "'[1]'"),
    ("cifarkit.mean", "[0.5,0.5]", "3 numbers, one per channel", "2"),
    ("cifarkit.mean", "[0.5,0.5,", "a JSON array of numbers", "'[0.5,0.5,'"),
    ("cifarkit.std", "[0.5,0,0.5]", "numbers over 0", "0.0"),
    ("cifarkit.std", "[0.5,-1,0.5]", "numbers over 0", "-1.0"),
    ("cifarkit.std", "[0.5,1e99,0.5]", "a JSON array of numbers", "'[0.5,1e99,0.5]'"),
    ("cifarkit.input", "{\"height\":0,\"width\":32,\"channels\":3}", "a height from 1 to 4096", "0"),
    ("cifarkit.input", "{\"height\":32,\"width\":5000,\"channels\":3}", "a width from 1 to 4096", "5000"),
    ("cifarkit.input", "{\"height\":32,\"width\":32,\"channels\":4}", "1 or 3 channels", "4"),
    ("cifarkit.temperature", "0", "a finite number over 0", "0.0"),
    ("cifarkit.temperature", "nan", "a finite number over 0", "nan"),
    ("cifarkit.temperature", "warm", "a number", "warm"),
    ("cifarkit.threshold", "1.5", "a number from 0 to 1", "1.5"),
    ("cifarkit.classThresholds", "[0.5]", "2 numbers, one per class", "1"),
    ("cifarkit.classThresholds", "[0.5,1.5]", "numbers from 0 to 1", "1.5"),
    ("cifarkit.classThresholds", "[0.5,\"NaN\"]", "numbers from 0 to 1", "nan"),
    ("cifarkit.classThresholds", "0.5", "a JSON array of numbers", "'0.5'"),
    (
      "cifarkit.unknown", "{\"kind\":\"smell\"}",
      "a JSON object with kind (energy), threshold, quantile and images", "'{\"kind\":\"smell\"}'"
    ),
    (
      "cifarkit.unknown", "{\"kind\":\"energy\",\"threshold\":\"-Infinity\",\"quantile\":0.9,\"images\":9}",
      "a finite threshold", "-inf"
    ),
    (
      "cifarkit.unknown", "{\"kind\":\"energy\",\"threshold\":1,\"quantile\":1.1,\"images\":9}",
      "a quantile from 0 to 1", "1.1"
    ),
    (
      "cifarkit.unknown", "{\"kind\":\"energy\",\"threshold\":1,\"quantile\":0.9,\"images\":0}",
      "at least 1 image", "0"
    ),
    ("cifarkit.precision", "", "a word", "an empty string"),
    ("cifarkit.testTimeAugmentation", "", "a word", "an empty string"),
    ("cifarkit.decision", "{}", "a JSON object with images, split, testTimeAugmentation …", "'{}'"),
    (
      "cifarkit.decision", "{\"images\":0,\"split\":\"v\",\"testTimeAugmentation\":\"none\"}", "at least 1 image", "0"
    ),
    (
      "cifarkit.decision", "{\"images\":1,\"split\":\"\",\"testTimeAugmentation\":\"none\"}", "a split",
      "an empty string"
    ),
    (
      "cifarkit.decision", "{\"images\":1,\"split\":\"v\",\"testTimeAugmentation\":\"none\",\"targetPrecision\":1}",
      "a targetPrecision between 0 and 1", "1.0"
    ),
    (
      "cifarkit.decision", "{\"images\":1,\"split\":\"v\",\"testTimeAugmentation\":\"none\",\"confidence\":0}",
      "a confidence between 0 and 1", "0.0"
    ),
    (
      "cifarkit.decision", "{\"images\":1,\"split\":\"v\",\"testTimeAugmentation\":\"none\",\"lowerBound\":-1}",
      "a lowerBound from 0 to 1", "-1.0"
    ),
    (
      "cifarkit.decision",
      "{\"images\":1,\"split\":\"v\",\"testTimeAugmentation\":\"none\",\"lossAfter\":\"Infinity\"}",
      "a finite lossAfter from 0", "inf"
    ),
  ])
  func impossibleValue(key: String, value: String, expected: String, found: String) throws {
    var strings = try complete.strings(path: "w")
    strings[key] = value
    let failure = SafetensorsFailure(path: "w", .metadataField(key: key, expected: expected, found: found))
    #expect(throws: failure) { try WeightsMetadata(strings: strings, path: "w") }
    #expect(failure.message == "'w': metadata '\(key)': expected \(expected), found \(found)")
    #expect(failure.status == .malformedInput)
  }

  @Test func impossibleValuesAreNotWritten() {
    var metadata = complete
    metadata.std = [1, .nan, 1]
    #expect(throws: SafetensorsFailure.self) { try metadata.strings(path: "w") }
    metadata = complete
    metadata.provenance.validationAccuracy = 1.5
    #expect(throws: SafetensorsFailure.self) { try metadata.strings(path: "w") }
  }

  @Test func weightsOfAnotherProgramAreNamedAsSuch() throws {
    try withFolder { folder in
      let path = folder + "/other.safetensors"
      try Safetensors.write(tensors, metadata: ["format": "pt"], to: path)
      let failure = #expect(throws: SafetensorsFailure.self) { try WeightsFile.read(path) }
      #expect(failure?.message == "'\(path)': metadata 'cifarkit.format': expected a value, found nothing")
    }
  }
}
