import Evaluation
import Foundation
import Reports
import Testing

@Suite struct SageMakerQualityTests {
  private typealias Object = [String: Any]

  private func document(_ predictions: Predictions, seed: UInt64 = 0) throws -> Object {
    let json = try SageMakerQuality(predictions, seed: seed).json()
    return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? Object)
  }
  private func value(_ metrics: Object, _ name: String) -> Double? { (metrics[name] as? Object)?["value"] as? Double }

  /// The counts of the service's documented example: TN 1, FP 2, FN 0, TP 1.
  private func binary() throws -> Predictions {
    try Predictions(
      classNames: ["no", "yes"], labels: [0, 0, 0, 1],
      probabilities: [0.75, 0.25, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875])
  }

  @Test func agreesWithTheDocumentedBinaryExample() throws {
    let document = try document(binary())
    #expect(document["version"] as? Double == 0)
    #expect((document["dataset"] as? Object)?["item_count"] as? Int == 4)
    let metrics = try #require(document["binary_classification_metrics"] as? Object)
    #expect(
      metrics["confusion_matrix"] as? [String: [String: Int]] == ["0": ["0": 1, "1": 2], "1": ["0": 0, "1": 1]])
    for (name, expected) in [
      ("recall", 1.0), ("precision", 1.0 / 3), ("accuracy", 0.5), ("recall_best_constant_classifier", 1),
      ("precision_best_constant_classifier", 0.25), ("accuracy_best_constant_classifier", 0.25),
      ("true_positive_rate", 1), ("true_negative_rate", 1.0 / 3), ("false_positive_rate", 2.0 / 3),
      ("false_negative_rate", 0), ("f0_5", 0.3846153846153846), ("f1", 0.5), ("f2", 0.7142857142857143),
      ("f0_5_best_constant_classifier", 0.29411764705882354), ("f1_best_constant_classifier", 0.4),
      ("f2_best_constant_classifier", 0.625), ("auc", 1),
    ] {
      #expect(abs((value(metrics, name) ?? .nan) - expected) < 1e-12, "\(name)")
      #expect((metrics[name] as? Object)?["standard_deviation"] as? String == "NaN", "\(name)")
    }
    #expect(metrics.count == 1 + 17 + 2)
    let roc = try #require(metrics["receiver_operating_characteristic_curve"] as? [String: [Double]])
    #expect(roc["true_positive_rates"] == [0, 1, 1, 1, 1])
    #expect(roc["false_positive_rates"] == [0, 0, 1.0 / 3, 2.0 / 3, 1])
    let curve = try #require(metrics["precision_recall_curve"] as? [String: [Double]])
    #expect(curve["recalls"] == [0, 1, 1, 1, 1])
    #expect(curve["precisions"] == [1, 1, 0.5, 1.0 / 3, 0.25])
  }

  @Test func severalClassesHaveWeightedMeans() throws {
    let predictions = try SampleReport.objects.predictions()
    let report = try EvaluationReport(predictions, context: SampleReport.objects.context())
    let document = try document(predictions)
    let metrics = try #require(document["multiclass_classification_metrics"] as? Object)
    #expect(
      Set(metrics.keys)
        == Set(
          ["confusion_matrix"]
            + ["", "_best_constant_classifier"].flatMap { suffix in
              ["accuracy", "weighted_recall", "weighted_precision", "weighted_f0_5", "weighted_f1", "weighted_f2"]
                .map { $0 + suffix }
            }))
    let accuracy = try #require(report.accuracy.value)
    for (name, expected) in [
      ("accuracy", accuracy), ("weighted_precision", report.weightedAverage.precision),
      ("weighted_recall", report.weightedAverage.recall), ("weighted_f1", report.weightedAverage.f1),
      // Ten classes of equal size: one answer is right for a tenth, and its precision counts for that tenth.
      ("accuracy_best_constant_classifier", 0.1), ("weighted_precision_best_constant_classifier", 0.01),
    ] { #expect(abs((value(metrics, name) ?? .nan) - expected) < 1e-12, "\(name)") }
    let matrix = try #require(metrics["confusion_matrix"] as? [String: [String: Int]])
    #expect(matrix["3"]?["4"] == report.confusion[3][4])
    let deviation = try #require((metrics["accuracy"] as? Object)?["standard_deviation"] as? Double)
    // Of a sample of 1,200 out of 1,500: √(p(1-p)/1200 · 300/1499) is 0.0054.
    #expect(deviation > 0.001 && deviation < 0.015, "\(deviation)")
  }

  @Test func theSameSeedGivesTheSameFile() throws {
    let predictions = try SampleReport.bicycles.predictions()
    let first = try SageMakerQuality(predictions, seed: 1).json()
    #expect(try SageMakerQuality(predictions, seed: 1).json() == first)
    #expect(try SageMakerQuality(predictions, seed: 2).json() != first)
  }

  @Test(arguments: [(199, false), (200, true)]) func deviationsNeedTwoHundredImages(images: Int, expected: Bool) throws
  {
    var sample = SampleReport.bicycles
    sample.images = images
    let document = try document(sample.predictions())
    let metrics = try #require(document["binary_classification_metrics"] as? Object)
    #expect(((metrics["accuracy"] as? Object)?["standard_deviation"] is Double) == expected)
  }

  @Test func aClassWithoutImagesIsNoTrap() throws {
    let predictions = try Predictions(classNames: ["a", "b"], labels: [0], probabilities: [1, 0])
    let metrics = try #require(try document(predictions)["binary_classification_metrics"] as? Object)
    #expect(value(metrics, "recall") == 0)
    #expect((metrics["auc"] as? Object)?["value"] as? String == "NaN")
  }
}
