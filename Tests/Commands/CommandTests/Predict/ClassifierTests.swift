import Images
import Inference
import Serialization
import Support
import TestSupport
import Testing

/// The library's way to predict says what the program says about the same picture.
struct ClassifierTests {
  private let bench: PredictBench
  init() throws { bench = try PredictBench() }

  private static let photographs = [
    "photo-cmyk.jpg", "photo-grey-turned.jpg", "palette-8-interlaced.png", "rgb-16.png",
  ]
  .map { Repository.path("Tests/Data/ImagesTests/Fixtures/" + $0) }

  private func expectSame(_ answer: Classifier.Answer, _ line: [String: Any]) throws {
    #expect(answer.label == line["class"] as? String)
    let probability = try #require(line["probability"] as? Double)
    #expect(answer.probability == Float(probability))
    #expect(answer.isAccepted == (line["accepted"] as? Bool ?? true))
    let top = try #require(line["top"] as? [[String: Any]])
    #expect(answer.top(3).map(\.label) == top.compactMap { $0["class"] as? String })
    #expect(answer.top(3).map(\.probability) == top.compactMap { ($0["probability"] as? Double).map { Float($0) } })
  }

  @Test(arguments: photographs) func filesBytesAndPixelsGetTheProgramsAnswer(_ path: String) throws {
    let line = try #require(try bench.lines(path).first)
    let classifier = try Classifier(weights: bench.folder.path, threads: 1)
    try expectSame(classifier.predict(path), line)
    let bytes = try FileReading.bytes(at: path)
    try expectSame(classifier.predict(bytes), line)
    let picture = try ImageDecoder.decode(bytes, name: path)
    try expectSame(
      classifier.predict(pixels: picture.pixels, width: picture.width, height: picture.height), line)
  }

  /// Temperature, threshold, views and precision come with the weights.
  @Test(arguments: photographs.prefix(2)) func whatTheWeightsSayIsDone(_ path: String) throws {
    let weights = try bench.write("calibrated.safetensors") {
      $0.temperature = 2.5
      $0.threshold = 0.5
      $0.unknown = .init(threshold: 100, quantile: 0.95, images: 10)
      $0.decision = .init(images: 10, testTimeAugmentation: "shift")
      $0.testTimeAugmentation = "flip"
    }
    let line = try #require(try bench.lines(path, weights: weights).first)
    #expect(line["accepted"] != nil)
    try expectSame(Classifier(weights: weights).predict(path), line)
    let stricter = try Classifier(weights: weights, threshold: 1).predict(path)
    #expect(!stricter.isAccepted && stricter.verdict.refusal?.name == "belowThreshold")
  }

  @Test func whatIsNoPictureIsRefused() throws {
    let classifier = try Classifier(weights: bench.folder.path)
    #expect(classifier.classNames == PredictBench.classes)
    #expect(throws: FileFailure.self) { try classifier.predict("nowhere.jpg") }
    #expect(throws: ImageFailure.self) { try classifier.predict([1, 2, 3]) }
    #expect(throws: SafetensorsFailure.self) { try Classifier(weights: "nowhere") }
  }
}
