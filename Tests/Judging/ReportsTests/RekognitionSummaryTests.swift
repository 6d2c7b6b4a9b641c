import Evaluation
import Foundation
import Reports
import Testing

@Suite struct RekognitionSummaryTests {
  private struct Summary: Decodable {
    struct Cell: Decodable, Equatable {
      let GroundTruthLabel, PredictedLabel: String
      let Value: Double
    }
    struct Aggregated: Decodable {
      let ConfusionMatrix: [Cell]
      let F1Score, Precision, Recall: Double
    }
    struct Details: Decodable {
      let EvaluationEndTimestamp: String
      let Labels: [String]
      let NumberOfTestingImages: Int
      let NumberOfTrainingImages: Int?
      let ProjectVersionArn: String
    }
    struct Metrics: Decodable { let F1Score, Precision, Recall, Threshold: Double }
    struct Label: Decodable {
      let Label: String
      let Metrics: Metrics
      let NumberOfTestingImages: Int
    }
    let Version: Int
    let AggregatedEvaluationResults: Aggregated
    let EvaluationDetails: Details
    let LabelEvaluationResults: [Label]
  }

  private func summary(_ predictions: Predictions, trainingImages: Int? = 800) throws -> Summary {
    let json = try RekognitionSummary(
      predictions, trainingImages: trainingImages, endTimestamp: "2026-01-31T07:30:23",
      projectVersion: "best.safetensors"
    ).json()
    return try JSONDecoder().decode(Summary.self, from: Data(json.utf8))
  }

  @Test func eachClassIsJudgedAtItsBestThreshold() throws {
    // For class a, by falling probability: right, right, wrong, right, wrong.
    let predictions = try Predictions(
      classNames: ["a", "b"], labels: [0, 0, 1, 0, 1],
      probabilities: [0.875, 0.125, 0.75, 0.25, 0.625, 0.375, 0.375, 0.625, 0.125, 0.875])
    let summary = try summary(predictions)
    #expect(summary.Version == 1)
    let first = try #require(summary.LabelEvaluationResults.first { $0.Label == "a" })
    #expect(first.NumberOfTestingImages == 3)
    // Down to 0.375: 3 right and 1 wrong, F1 6/7; better than 4/5 at 0.75.
    #expect(first.Metrics.Threshold == 0.375)
    #expect(abs(first.Metrics.F1Score - 6.0 / 7) < 1e-12)
    #expect(first.Metrics.Precision == 0.75 && first.Metrics.Recall == 1)
    let second = try #require(summary.LabelEvaluationResults.first { $0.Label == "b" })
    let mean = (first.Metrics.F1Score + second.Metrics.F1Score) / 2
    #expect(abs(summary.AggregatedEvaluationResults.F1Score - mean) < 1e-12)
    #expect(summary.LabelEvaluationResults.map(\.Label) == ["a", "b"])
    let proportions = summary.AggregatedEvaluationResults.ConfusionMatrix
    #expect(proportions.count == 4)
    #expect(proportions[0] == .init(GroundTruthLabel: "a", PredictedLabel: "a", Value: 2.0 / 3))
    #expect(proportions[2] == .init(GroundTruthLabel: "b", PredictedLabel: "a", Value: 0.5))
    let details = summary.EvaluationDetails
    #expect(details.Labels == ["a", "b"] && details.NumberOfTestingImages == 5)
    #expect(details.NumberOfTrainingImages == 800 && details.ProjectVersionArn == "best.safetensors")
    #expect(details.EvaluationEndTimestamp == "2026-01-31T07:30:23")
  }

  @Test func labelsAreSortedByF1() throws {
    let scores = try summary(SampleReport.objects.predictions()).LabelEvaluationResults.map(\.Metrics.F1Score)
    #expect(scores == scores.sorted(by: >))
  }

  @Test func aClassWithoutImagesIsNoTrap() throws {
    let predictions = try Predictions(classNames: ["a", "b"], labels: [0], probabilities: [1, 0])
    let summary = try summary(predictions, trainingImages: nil)
    #expect(summary.LabelEvaluationResults.map(\.Metrics.F1Score) == [1, 0])
    #expect(summary.EvaluationDetails.NumberOfTrainingImages == nil)
  }
}
