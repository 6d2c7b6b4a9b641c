import Datasets
import Foundation
import Images
import Inference
import Kernels
import Models
import Serialization
import Tensors
import TestSupport
import Testing

/// A folder with the weights of an untrained network, in which `cifar-predict` runs, and what it ought to answer.
struct PredictBench {
  let folder: TemporaryFolder
  let program: Program
  static let classes = ["bicycle", "motorcycle", "pickup truck"]
  static let weights = "best.safetensors"
  /// How a message about something else begins.
  static let expectedPicture = "expected a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF image"

  init() throws {
    folder = try TemporaryFolder()
    program = try Program("cifar-predict")
    try write(Self.weights)
  }

  /// Writes weights with some other metadata. They are the same for all tests.
  @discardableResult
  func write(
    _ name: String, _ changeMetadata: (inout WeightsMetadata) -> Void = { _ in },
    tensors change: ([NamedTensor]) -> [NamedTensor] = { $0 }
  ) throws -> String {
    var metadata = WeightsMetadata(
      model: "resnet20", classNames: Self.classes, mean: [0.5, 0.4, 0.3], std: [0.25, 0.2, 0.3],
      input: .init(height: 32, width: 32),
      provenance: .init(programVersion: "0.1.0", dataSummary: "tests", isSynthetic: false, seed: 7))
    changeMetadata(&metadata)
    let network = try ModelConfiguration(name: "resnet20", classes: metadata.classNames.count).build(seed: 7)
    let path = folder.file(name)
    try WeightsFile(tensors: change(network.namedTensors()), metadata: metadata).write(to: path)
    return path
  }

  /// Runs the program in the folder.
  func predict(
    _ arguments: String..., weights: String = PredictBench.weights, environment: [String: String?] = [:],
    input: String = "", signal: Program.SignalPlan? = nil
  ) throws -> Program.Result {
    try program.run(
      ["--weights", weights] + arguments, environment: environment, input: input, folder: folder.path, timeout: 60,
      signal: signal)
  }

  /// Runs it and reads the JSON lines it prints, whatever its status.
  func lines(
    _ arguments: String..., weights: String = PredictBench.weights, input: String = ""
  ) throws -> [[String: Any]] {
    try Self.lines(
      of: program.run(["--weights", weights, "--jsonl"] + arguments, input: input, folder: folder.path, timeout: 60))
  }
  static func lines(of result: Program.Result) throws -> [[String: Any]] {
    try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  /// A picture unlike that of other seeds.
  static func picture(_ seed: Int, width: Int = 32, height: Int = 32) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          pixels.append(UInt8((x * (3 + seed) + y * (5 + 2 * seed) + channel * 40 * seed + 11 * seed) % 256))
        }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Writes a PNG file and returns its picture.
  @discardableResult
  func add(_ name: String, seed: Int = 1, width: Int = 32, height: Int = 32) throws -> Image {
    let picture = Self.picture(seed, width: width, height: height)
    try folder.write(picture.encodePNG(), to: name)
    return picture
  }

  /// What the network answers: the softmax of its logits divided by the temperature, averaged over the picture and, for
  /// `flip`, its mirror image.
  func probabilities(_ picture: Image, flip: Bool = false, temperature: Double = 1) throws -> [Float] {
    let path = folder.file(Self.weights)
    let file = try WeightsFile.read(path)
    let network = try Network(file, path: path)
    let statistics = try #require(
      ChannelStatistics(
        mean: file.metadata.mean.map(Double.init), deviation: file.metadata.std.map(Double.init)))
    let predictor = Predictor(network, statistics: statistics, backend: Backend(threads: 1))
    let small = picture.resized(width: 32, height: 32)
    let views = try (flip ? [small, small.turnedUpright(from: .mirrored)] : [small]).map { view in
      let set = ImageSet(
        height: 32, width: 32, pixels: view.pixels, labels: [0], classNames: Self.classes,
        provenance: .init(summary: "", path: nil, isSynthetic: false))
      return Probabilities.softmax(try predictor.logits(set), classes: Self.classes.count, temperature: temperature)
    }
    return Self.classes.indices.map { k in views.reduce(0) { $0 + $1[k] } / Float(views.count) }
  }

  /// The classes, most probable first.
  static func ranking(_ probabilities: [Float]) -> [Int] {
    probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }
  }
}
