import Datasets
import Foundation
import Images
import Serialization
import TestSupport
import Testing

/// Other models, unknown and damaged images, and the mistakes.
extension EvalTests {
  private func run(_ arguments: String..., weights: String? = nil) throws -> Program.Result {
    try fixture.program.run(["--weights", weights ?? fixture.run] + arguments, folder: EvalFixture.repository)
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

  /// The run's network with its two answers exchanged, in the order of the classes or against it.
  private func exchanged(_ name: String, renaming: Bool) throws -> String {
    try fixture.changed(
      name, { if renaming { $0.classNames.reverse() } },
      tensors: { tensors in
        tensors.map { named in
          guard named.name.hasPrefix("fc."), let tensor = named.tensor else { return named }
          let (half, all) = (tensor.elements.count / 2, tensor.elements)
          return NamedTensor(named.name, tensor.shape, .floats(Array(all[half...] + all[..<half])))
        }
      })
  }

  @Test func aModelComparedWithItselfDoesNotDiffer() throws {
    let result = try run("--compare", fixture.weights)
    #expect(result.status == 0, "\(result.errorOutput)")
    #expect(result.output.contains("\nCompared with resnet20, \(fixture.weights)\n"))
    #expect(result.output.contains("Both answer the same for every image\n"))
    // Outputs in another order mean the same.
    let same = try fixture.report(["--compare", exchanged("reordered.safetensors", renaming: true)])
    let comparison = try #require(same["comparison"] as? [String: Any])
    #expect(comparison["differingImages"] as? Int == 0 && comparison["probability"] as? Double == 1)
    #expect(comparison["difference"] as? Double == 0)
  }

  /// Images that a model was trained on or chosen by flatter it, and the comparison says so of both.
  @Test(arguments: [("train", "trained on", 160), ("validation", "validated on", 40)])
  func modelsThatKnowTheImagesAreNamed(split: String, known: String, count: Int) throws {
    let result = try run("--compare", fixture.weights, "--split", split, "--html", "-", "--quiet")
    #expect(
      result.errorOutput == """
        cifar-eval: this model was \(known) all \(count) images: the comparison flatters it
        cifar-eval: the other model was \(known) all \(count) images: the comparison flatters it

        """)
    #expect(result.output.contains("The other model was trained or validated on \(count) of the \(count) images"))
    let test = try run("--compare", fixture.weights, "--quiet")
    #expect(test.errorOutput == "")
    let foreign = try fixture.changed("foreign-compared.safetensors") { $0.provenance.recipe = "{}" }
    #expect(
      try run("--compare", foreign, "--quiet").errorOutput
        == "cifar-eval: '\(foreign)': cannot tell whether the other model was trained on these images\n")
  }

  @Test func allMistakesGoIntoATableWithTheirPlaces() throws {
    let result = try run("--mistakes-csv", "-")
    #expect(result.status == 0, "\(result.errorOutput)")
    let rows = result.output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0] == ["file", "member", "record", "class", "predictedClass", "probability", "classProbability"])
    let report = try fixture.report([])
    let right = try #require((report["accuracy"] as? [String: Any])?["successes"] as? Int)
    #expect(rows.count - 1 == 60 - right && rows.count > 1)
    let worst = try #require((report["mistakes"] as? [[String: Any]])?.first)
    #expect(rows[1][0] == "data/synthetic-sample/cifar-100-binary/test.bin" && rows[1][1] == "")
    #expect(worst["name"] as? String == "record \(rows[1][2])" && worst["trueClass"] as? String == String(rows[1][3]))
  }

  @Test func theOppositeModelDiffersOnEveryImage() throws {
    let report = try fixture.report(["--compare", exchanged("opposite.safetensors", renaming: false)])
    let comparison = try #require(report["comparison"] as? [String: Any])
    let accuracy = try #require((report["accuracy"] as? [String: Any])?["successes"] as? Int)
    #expect(comparison["onlyThisRight"] as? Int == accuracy && comparison["onlyOtherRight"] as? Int == 60 - accuracy)
    #expect(comparison["bothRight"] as? Int == 0 && comparison["bothWrong"] as? Int == 0)
    let images = try #require(comparison["images"] as? [[String: Any]])
    #expect(images.count == 60 && images.allSatisfy { ($0["name"] as? String)?.hasPrefix("record ") == true })
  }

  @Test func modelsOfOtherClassesCannotBeCompared() throws {
    let other = try fixture.changed("others.safetensors") { $0.classNames = ["bicycle", "bus"] }
    try expectRefusal(
      ["--weights", fixture.run, "--data", "absent", "--compare", other], status: 78,
      "'\(other)': expected a model of the classes bicycle and motorcycle, found one of bicycle and bus",
      hint: "compare models that were trained on the same classes and image size")
    let large = try fixture.changed("large.safetensors") { ($0.input.height, $0.input.width) = (64, 64) }
    try expectRefusal(
      ["--weights", fixture.run, "--data", "absent", "--compare", large], status: 78,
      "'\(large)': expected a model for 32x32 pixels, found one for 64x64",
      hint: "compare models that were trained on the same classes and image size")
  }

  @Test func unknownImagesAreMeasured() throws {
    let weights = try fixture.changed("for-unknown.safetensors")
    let report = try fixture.report(["--calibrate", "--unknown", "synthetic:shapes"], weights: weights)
    let unknown = try #require(report["unknown"] as? [String: Any])
    let threshold = try WeightsFile.read(weights).metadata.unknown?.threshold
    #expect(unknown["score"] as? String == "energy")
    // Readers of JSON may round the last digit in another way.
    let difference = try #require(unknown["threshold"] as? Double) - #require(threshold)
    #expect(abs(difference) < 1e-12)
    #expect(try (0...1).contains(#require(unknown["rocArea"] as? Double)))
    #expect((unknown["unknownRejected"] as? [String: Any])?["trials"] as? Int == unknown["images"] as? Int)
    #expect((unknown["knownRejected"] as? [String: Any])?["trials"] as? Int == 60)
    #expect((unknown["dataSummary"] as? String)?.contains("circle, square") == true)
    // On the images it was fixed on, the threshold rejects at most 5 %.
    let validation = try fixture.report(
      ["--split", "validation", "--unknown", "synthetic:shapes", "--unknown-classes", "circle"], weights: weights)
    let own = try #require(validation["unknown"] as? [String: Any])
    #expect((own["knownRejected"] as? [String: Any])?["successes"] as? Int == 2)
    #expect((own["dataSummary"] as? String)?.contains("images of circle,") == true)
  }

  /// The model's own classes are no unknown ones, even when they are in the same data.
  @Test func ownClassesAreLeftOut() throws {
    let weights = try fixture.changed("for-own.safetensors")
    try expectRefusal(
      ["--weights", weights, "--calibrate", "--quiet", "--unknown", "synthetic:vehicles"], status: 66,
      "'synthetic:vehicles': no images of classes that the model does not know",
      hint: "name other data with --unknown")
    try expectRefusal(
      ["--weights", weights, "--calibrate", "--quiet", "--unknown-classes", "motorcycle"], status: 64,
      "--unknown-classes: expected classes that the model does not know, found 'motorcycle'",
      hint: "name other classes")
    #expect(try WeightsFile.read(weights).metadata.temperature == nil, "refused before anything is stored")
  }

  @Test func unknownImagesNeedACalibratedModel() throws {
    try expectRefusal(
      ["--weights", fixture.weights, "--data", "absent", "--unknown", "synthetic:shapes"], status: 78,
      "'\(fixture.weights)': not calibrated: expected the energy from which on an image is unknown, found none",
      hint: "add --calibrate")
  }

  @Test func damageIsMeasuredTheSameWayEachTime() throws {
    let json = fixture.folder.file("damaged.json")
    let text = try run("--corrupt", "--tta", "none", "--json", json).output
    #expect(text.contains("\nAccuracy on damaged images, severity 1 to 5; undamaged 0."))
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json))) as? [String: Any])
    let first = try #require(report["robustness"] as? [String: Any])
    let again = try fixture.report(["--corrupt", "--tta", "none", "--batch-size", "7"])["robustness"]
    #expect(first as NSDictionary == again as? NSDictionary)
    let corruptions = try #require(first["corruptions"] as? [[String: Any]])
    #expect(corruptions.map { $0["kind"] as? String } == ["noise", "blur", "contrast", "brightness", "jpeg"])
    for corruption in corruptions {
      let accuracies = try #require(corruption["accuracies"] as? [[String: Any]])
      #expect(accuracies.map { $0["trials"] as? Int } == [60, 60, 60, 60, 60])
      let mean = accuracies.reduce(0) { $0 + ($1["value"] as? Double ?? .nan) } / 5
      #expect(try abs(#require(corruption["meanAccuracy"] as? Double) - mean) < 1e-12)
    }
  }

  @Test func mistakesAreNamed() throws {
    let report = try fixture.report([])
    let mistakes = try #require(report["mistakes"] as? [[String: Any]])
    let accuracy = try #require((report["accuracy"] as? [String: Any])?["successes"] as? Int)
    #expect(mistakes.count == 60 - accuracy && !mistakes.isEmpty)
    let confidences = mistakes.compactMap { $0["confidence"] as? Double }
    #expect(confidences == confidences.sorted(by: >))
    let worst = try #require(mistakes[0]["name"] as? String)
    let text = try run("--mistakes", "1").output
    let line = try #require(text.split(separator: "\n").last)
    #expect(text.contains("\nMistakes, the surest first (1 of \(mistakes.count))\n"))
    #expect(line.hasPrefix(worst) && line.contains(String(format: "%.4f", confidences[0])))
  }

  /// Numbers of records are those in the whole archive, whatever classes are taken of it.
  @Test func recordsKeepTheirNumbers() throws {
    let names = { (arguments: [String]) -> Set<String> in
      let report = try self.fixture.report(arguments)
      return Set((report["mistakes"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String })
    }
    let all = try names([])
    #expect(try names(["--classes", "bicycle"]).union(names(["--classes", "motorcycle"])) == all)
  }

  @Test func filesAreCalledByTheirNames() throws {
    let source = try DataSource.open(path: EvalFixture.repository + "/" + EvalFixture.sample)
    let set = try source.images(split: .test, classes: ["bicycle", "motorcycle"])
    for index in 0..<8 {
      let name = "named/test/\(set.classNames[1 - set.labels[index]])/picture \(index).png"
      try fixture.folder.write(try set.image(index).encodePNG(), to: name)
    }
    let report = try fixture.report(["--data", fixture.folder.file("named")])
    let mistakes = try #require(report["mistakes"] as? [[String: Any]])
    #expect(!mistakes.isEmpty)
    #expect(mistakes.allSatisfy { ($0["name"] as? String)?.contains("picture") == true }, "\(mistakes)")
  }

  @Test func foldersWithoutUsableImages() throws {
    let (empty, unreadable) = (fixture.folder.file("empty"), fixture.folder.file("unreadable"))
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    try expectRefusal(
      ["--weights", fixture.run, "--data", empty], status: 65,
      "'\(empty)': expected a CIFAR archive, an image folder or a list of images, found an empty folder",
      hint: "lay pictures out as FOLDER/CLASS/NAME.png, or name a list or an archive")
    for name in ["bicycle", "motorcycle"] {
      try fixture.folder.write("no picture", to: "unreadable/test/\(name)/a.png")
    }
    let result = try run("--data", unreadable)
    #expect(result.status == 65 && result.output == "", "\(result.errorOutput)")
    #expect(result.errorOutput.hasPrefix("cifar-eval: error: '\(unreadable)': 2 of 2 images cannot be read\n"))
    #expect(result.errorOutput.contains("\n  '\(unreadable)/test/bicycle/a.png': "))
    #expect(result.errorOutput.split(separator: "\n").count == 4, "\(result.errorOutput)")
  }
}
