import Evaluation
import Foundation
import Images
import Reports
import Serialization
import Tensors

/// Made-up predictions and everything else that a report can show, the same for the same seed.
struct SampleReport {
  var classNames: [String]
  var images: Int
  /// How far the right class's logit stands out: 0 is guessing.
  var skill: Float
  var seed: UInt64 = 1

  static let bicycles = SampleReport(classNames: ["bicycle", "motorcycle"], images: 400, skill: 5)
  static let objects = SampleReport(
    classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
    images: 1500, skill: 5.5)
  static let hundred = SampleReport(classNames: (1...100).map { "class number \($0)" }, images: 3000, skill: 6)

  func predictions() throws -> Predictions {
    var stream = RandomStream(seed: seed, "sample predictions")
    var labels: [Int] = []
    var logits: [Float] = []
    for image in 0..<images {
      let label = image % classNames.count
      labels.append(label)
      for k in classNames.indices {
        // Neighbouring classes are mixed up more easily than others.
        let distance = abs(k - label)
        logits.append((k == label ? skill : distance == 1 ? skill * 0.35 : 0) + 2 * stream.normal())
      }
    }
    return try Predictions(
      classNames: classNames, labels: labels, logits: logits,
      imageNames: (0..<images).map { "test_batch.bin record \($0)" })
  }

  func context() -> EvaluationContext {
    var context = EvaluationContext(
      programVersion: "0.1.0", weights: "runs/20260131-120000/best.safetensors", model: "resnet20",
      dataSummary: "CIFAR-10 binary archive, 32x32", split: "test", isSynthetic: false, imagesPerSecond: 4321)
    context.trainingDataSummary = "5,085 images of CIFAR-10"
    return context
  }

  func content() throws -> ReportContent {
    let predictions = try predictions()
    var context = context()
    var decision = DecisionContext(.init(images: 100, testTimeAugmentation: "flip"))
    (decision.threshold, decision.targetPrecision, decision.confidence) = (0.875, 0.97, 0.95)
    (decision.coverage, decision.precision, decision.lowerBound) = (0.8, 0.99, 0.9712)
    context.decision = decision
    var report = try EvaluationReport(
      predictions, context: context, topK: topK, thresholds: [0.7, 0.93],
      classThresholds: classNames.map { _ in 0.5 })
    report.robustness = robustness(report.accuracy)
    report.comparison = try comparison(predictions)
    report.unknown = try unknown(predictions)
    var content = ReportContent(report, predictions: predictions)
    content.training = training
    content.mistakes = report.mistakes.prefix(18).map { PicturedMistake($0, picture: Self.picture($0.index)) }
    content.provenance = Provenance(
      facts: [
        .init("Data checksum", "sha256 c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        .init("Seeds", "1"), .init("Machine", "2 cores, AVX-512"), .init("Threads", "2"),
        .init("Versions", "Swift 6.3, OpenBLAS 0.3.21"), .init("Time", "2026-01-31 12:34:56 UTC"),
      ], configuration: "{\n  \"batchSize\" : 128,\n  \"epochs\" : 30,\n  \"model\" : \"resnet20\"\n}\n")
    return content
  }

  private var topK: [Int] { classNames.count > 5 ? [5] : [] }

  private var training: [EpochRecord] {
    var stream = RandomStream(seed: seed, "sample training")
    return (1...30).map { epoch in
      let progress = Double(epoch) / 30
      let noise = Double(stream.normal()) * 0.03 * (1.2 - progress)
      return EpochRecord(
        epoch: epoch, learningRate: Float(0.1 * (1 + cos(progress * .pi)) / 2),
        trainLoss: 2.2 * exp(-3 * progress) + 0.05,
        trainAccuracy: 1 - 0.8 * exp(-3.2 * progress), validationLoss: 2.1 * exp(-2.4 * progress) + 0.2 + abs(noise),
        validationAccuracy: 0.93 - 0.7 * exp(-3 * progress) + noise, imagesPerSecond: 1, seconds: 1,
        waitSeconds: 0)
    }
  }

  /// A mistake about an image of a name.
  static func mistake(_ name: String, picture: Image? = nil, heatMap: Image? = nil) -> PicturedMistake {
    PicturedMistake(
      Mistake(index: 0, name: name, trueClass: name, predictedClass: "b", confidence: 0.9, trueProbability: 0.1),
      picture: picture, heatMap: heatMap)
  }

  /// A disc on a gradient.
  static func picture(_ number: Int, side: Int = 32) -> Image {
    var stream = RandomStream(seed: 7, "sample picture", number)
    let (x, y) = (stream.uniform(0.3, 0.7), stream.uniform(0.3, 0.7))
    let hue = (0..<6).map { _ in stream.uniform(40, 220) }
    var pixels: [UInt8] = []
    for row in 0..<side {
      for column in 0..<side {
        let (across, down) = (Float(column) / Float(side), Float(row) / Float(side))
        let inside = (across - x) * (across - x) + (down - y) * (down - y) < 0.06
        for channel in 0..<3 {
          pixels.append(UInt8(inside ? hue[channel] : hue[channel + 3] * (0.5 + down / 2)))
        }
      }
    }
    return Image(width: side, height: side, pixels: pixels)
  }

  private func robustness(_ clean: Proportion) -> RobustnessReport {
    let right = Double(clean.successes)
    let corruptions = ["noise", "blur", "contrast", "brightness", "jpeg"].enumerated().map { index, kind in
      RobustnessReport.Corruption(
        kind: kind,
        accuracies: (1...5).map { severity in
          Proportion(Int(right * (1 - Double(severity * severity) * (0.008 + 0.006 * Double(index)))), of: clean.trials)
        })
    }
    return RobustnessReport(seed: 0, cleanAccuracy: clean, corruptions: corruptions)
  }

  private func comparison(_ predictions: Predictions) throws -> ComparisonReport {
    var other = self
    other.seed += 1
    other.skill *= 0.9
    return try ComparisonReport(
      predictions, other: other.predictions(), weights: "runs/old/best.safetensors", model: "resnet20-old")
  }

  private func unknown(_ predictions: Predictions) throws -> UnknownReport {
    let known = UnknownReport.Sample(
      scores: predictions.confidences.map { -5 * $0 }, confidences: predictions.confidences)
    let unknown = UnknownReport.Sample(
      scores: predictions.confidences.map { 1 - 5 * $0 }, confidences: predictions.confidences.map { $0 * 0.9 })
    return try UnknownReport(known: known, unknown: unknown, threshold: -2, dataSummary: "200 images of trucks")
  }
}
