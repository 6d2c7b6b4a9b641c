import Datasets
import Foundation
import Serialization
import Support
import TestSupport
import Testing

/// Calibrating with `cifar-eval`, what it stores, and what it refuses.
extension EvalTests {
  private func run(_ weights: String, _ arguments: [String]) throws -> Program.Result {
    try fixture.program.run(["--weights", weights] + arguments, folder: EvalFixture.repository)
  }
  private func context(_ report: [String: Any]) -> [String: Any] { report["context"] as? [String: Any] ?? [:] }

  /// Equal but for the last digits, which readers of JSON round differently.
  private func isSame(_ found: Any?, _ expected: Double?) -> Bool {
    guard let found = found as? Double, let expected else { return false }
    return abs(found - expected) <= 1e-14 * abs(expected)
  }

  @Test func calibratingStoresWhatLaterEvaluationsUse() throws {
    let weights = try fixture.changed("calibrated.safetensors")
    let before = try WeightsFile.read(weights)
    let validationLoss = { (arguments: [String]) in
      try self.fixture.report(["--split", "validation"] + arguments, weights: weights)["crossEntropy"] as? Double
        ?? .nan
    }
    let plainLoss = try validationLoss([])
    let result = try run(weights, ["--calibrate", "--curves"])
    #expect(result.status == 0, "\(result.errorOutput)")
    #expect(result.errorOutput.hasPrefix("cifar-eval: calibrated on 40 validation images"))
    #expect(result.errorOutput.hasSuffix("cifar-eval: stored in \(weights)\n"))
    #expect(result.output.contains(", fitted on 40 validation images\n"))
    #expect(result.output.contains("Each class taken from its own threshold on"))

    let file = try WeightsFile.read(weights)
    #expect(file.tensors == before.tensors, "only the metadata may change")
    let temperature = try #require(file.metadata.temperature)
    #expect(file.metadata.classThresholds?.count == 2 && file.metadata.threshold == nil)
    #expect(file.metadata.unknown?.quantile == 0.95 && file.metadata.unknown?.images == 40)
    let decision = try #require(file.metadata.decision)
    #expect(decision.images == 40 && decision.split == "validation" && decision.testTimeAugmentation == "flip")
    #expect(decision.targetPrecision == nil)

    // Without being told again, all later probabilities are the calibrated ones.
    let report = try fixture.report([], weights: weights)
    #expect(isSame(context(report)["temperature"], temperature))
    #expect((context(report)["decision"] as? [String: Any])?["images"] as? Int == 40)
    #expect((report["classThresholds"] as? [[String: Any]])?.count == 2)
    let loss = try validationLoss([])
    // A report counts no probability below 2^-23, so that the loss before may differ from that of the fit.
    #expect(try abs(loss - #require(decision.lossAfter)) < 1e-5 && #require(decision.lossBefore) >= plainLoss - 1e-5)
    #expect(loss <= plainLoss)

    // The same again changes nothing.
    let bytes = FileManager.default.contents(atPath: weights)
    #expect(try run(weights, ["--calibrate", "--quiet"]).status == 0)
    #expect(FileManager.default.contents(atPath: weights) == bytes)
    let plain = try run(weights, ["--tta", "none"])
    #expect(
      plain.errorOutput
        == "cifar-eval: calibrated with --tta flip: with --tta none the probabilities may be off\n")
    let same = try run(weights, ["--split", "validation"])
    #expect(same.errorOutput.contains("calibrated on these very images: what is said about confidence is optimistic\n"))
  }

  /// The views that temperature and thresholds were chosen with are those of later questions, here and in
  /// cifar-predict.
  @Test func viewsOfTheCalibrationStay() throws {
    let weights = try fixture.changed("calibrated-plain.safetensors")
    #expect(try run(weights, ["--calibrate", "--tta", "none", "--quiet"]).status == 0)
    #expect(try context(fixture.report([], weights: weights))["testTimeAugmentation"] as? String == "none")
    let image = Repository.path("Tests/Data/ImagesTests/Fixtures/rgb-16.png")
    let answers = try Program("cifar-predict").run(["--weights", weights, "--json", image])
    #expect(answers.output.contains(#""testTimeAugmentation":"none""#))
  }

  @Test func aRunFolderStoresInItsBestWeights() throws {
    let run = fixture.folder.file("copied-run")
    try FileManager.default.copyItem(atPath: fixture.run, toPath: run)
    let last = FileManager.default.contents(atPath: run + "/last.safetensors")
    #expect(try self.run(run, ["--calibrate", "--quiet"]).status == 0)
    #expect(try WeightsFile.read(run + "/best.safetensors").metadata.temperature != nil)
    #expect(FileManager.default.contents(atPath: run + "/last.safetensors") == last)
  }

  @Test func aTargetPrecisionChoosesAThreshold() throws {
    let weights = try fixture.changed("target.safetensors")
    // Low enough that some threshold of a network after one epoch keeps it.
    let result = try run(weights, ["--target-precision", "0.3", "--confidence", "0.8"])
    #expect(result.status == 0, "\(result.errorOutput)")
    let metadata = try WeightsFile.read(weights).metadata
    let (threshold, decision) = (try #require(metadata.threshold), try #require(metadata.decision))
    #expect(decision.targetPrecision == 0.3 && decision.confidence == 0.8)
    #expect(try #require(decision.lowerBound) >= 0.3)
    #expect(
      result.output.contains("\nthreshold \(Float(threshold)), chosen for a precision of 0.3 with confidence 0.8 on"))
    #expect(result.output.contains("\nThreshold \(Float(threshold)): answers with at least this probability pass\n"))
    let report = try fixture.report([], weights: weights)
    let shown = (report["thresholds"] as? [[String: Any]])?.first
    #expect(isSame(shown?["threshold"], threshold))
    // What it promised on the validation images is what it does there.
    let validation = try fixture.report(["--split", "validation"], weights: weights)
    let entry = try #require((validation["thresholds"] as? [[String: Any]])?.first)
    #expect(isSame((entry["coverage"] as? [String: Any])?["value"], decision.coverage))
    #expect(isSame((entry["accuracy"] as? [String: Any])?["value"], decision.precision))
    // Calibrating again keeps the promise.
    #expect(try run(weights, ["--calibrate", "--quiet"]).status == 0)
    #expect(try WeightsFile.read(weights).metadata == metadata)
  }

  @Test func aTargetOutOfReachIsSaidAndNothingIsStored() throws {
    let weights = try fixture.changed("unreachable.safetensors")
    let bytes = FileManager.default.contents(atPath: weights)
    let json = fixture.folder.file("unreachable.json")
    let result = try run(weights, ["--target-precision", "0.99", "--json", json])
    #expect(result.status == 1 && result.output == "")
    #expect(
      result.errorOutput.hasPrefix(
        "cifar-eval: error: no threshold gives a precision of 0.99 with confidence 0.95 on the 40 validation images: "
          + "the best lower bound is 0."), "\(result.errorOutput)")
    #expect(
      result.errorOutput.contains(
        "  hint: 299 answers without a mistake would be needed for this bound: more than the 40 validation images; use"
      ), "\(result.errorOutput)")
    #expect(result.errorOutput.split(separator: "\n").count == 2)
    #expect(FileManager.default.contents(atPath: weights) == bytes)
    #expect(!FileManager.default.fileExists(atPath: json))
  }

  /// Choosing needs validation images, not test images.
  @Test func dataWithoutTestImagesAreEnough() throws {
    let folder = fixture.folder.file("untested")
    let copy = FileSystem.path(folder, "cifar-100-binary")
    try FileSystem.createFolder(folder)
    try FileManager.default.copyItem(
      atPath: EvalFixture.repository + "/" + EvalFixture.sample + "/cifar-100-binary", toPath: copy)
    try FileManager.default.removeItem(atPath: copy + "/test.bin")
    let weights = try fixture.changed("untested.safetensors") {
      $0.provenance.recipe = $0.provenance.recipe.replacingOccurrences(of: EvalFixture.sample, with: folder)
    }
    for options in [["--calibrate"], ["--target-precision", "0.3", "--confidence", "0.8"]] {
      let result = try run(weights, options)
      #expect(result.status == 0, "\(result.errorOutput)")
      #expect(result.errorOutput.contains("has no test images: judging the validation images"))
      #expect(result.output.contains("\nimages    40, validation split\n"))
    }
    #expect(try run(weights, ["--split", "test"]).status != 0)
  }

  private func expectRefusal(
    _ arguments: [String], status: Int32, _ message: String, hint: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try fixture.program.run(arguments, folder: EvalFixture.repository)
    #expect(
      result.errorOutput == "cifar-eval: error: \(message)\n  hint: \(hint)\n", sourceLocation: sourceLocation)
    #expect(result.output == "" && result.status == status, sourceLocation: sourceLocation)
  }

  @Test(arguments: [["--calibrate"], ["--target-precision", "0.9"]])
  func withoutValidationImagesNothingCanBeChosen(options: [String]) throws {
    let unsplit = try fixture.changed("unsplit-\(options.count).safetensors") {
      $0.provenance.recipe = $0.provenance.recipe.replacingOccurrences(
        of: #""validation":0.2"#, with: #""validation":0"#)
    }
    try expectRefusal(
      ["--weights", unsplit] + options, status: 78,
      "'\(unsplit)': cannot calibrate: the run held no images back for validation",
      hint: "cifar-train holds some back unless told --validation 0")
    let foreign = try fixture.changed("foreign-\(options.count).safetensors") { $0.provenance.recipe = "{}" }
    try expectRefusal(
      ["--weights", foreign, "--data", EvalFixture.sample, "--quiet"] + options, status: 78,
      "'\(foreign)': cannot calibrate: the file does not say which images were held back for validation",
      hint: "cifar-train holds some back unless told --validation 0")
    let changed = try fixture.changed("moved-\(options.count).safetensors") { $0.mean[0] += 0.01 }
    try expectRefusal(
      ["--weights", changed] + options, status: 78,
      "'\(changed)': cannot calibrate: the images are not those the model was trained on",
      hint: "say with --data where the images it was trained on lie")
  }

  @Test func calibrationFindsMovedData() throws {
    let weights = try fixture.changed("moved.safetensors") {
      $0.provenance.recipe = $0.provenance.recipe.replacingOccurrences(of: EvalFixture.sample, with: "data/gone")
    }
    #expect(try run(weights, ["--calibrate", "--quiet"]).status == 66)
    let found = try run(weights, ["--calibrate", "--quiet", "--data", EvalFixture.sample])
    #expect(found.status == 0, "\(found.errorOutput)")
    #expect(try WeightsFile.read(weights).metadata.decision?.images == 40)
  }

  @Test func optionsThatExcludeOrNeedEachOther() throws {
    try expectRefusal(
      ["--weights", fixture.run, "--target-precision", "0.9", "--threshold", "0.5"], status: 64,
      "--target-precision chooses a threshold and --threshold names one", hint: "leave one of them out")
    try expectRefusal(
      ["--weights", fixture.run, "--confidence", "0.9"], status: 64,
      "--confidence says how certain --target-precision must be, which is missing",
      hint: "add --target-precision, such as --target-precision 0.99")
    for value in ["0", "1", "nan", "2"] {
      try expectRefusal(
        ["--weights", fixture.run, "--target-precision", value], status: 64,
        "option '--target-precision': expected a number between 0 and 1, both excluded, found '\(value)'",
        hint: "see 'cifar-eval --help'")
    }
  }
}
