import Evaluation
import Foundation
import Support
import Testing

@Suite struct EvaluationReportTests {
  private let context = EvaluationContext(
    programVersion: "0.1.0", weights: "runs/1/best.safetensors", model: "resnet20", dataSummary: "drawn bicycles",
    split: "test", isSynthetic: true, imagesPerSecond: 1234.5, temperature: 1.25)

  private func report(thresholds: [Double] = [0.93]) throws -> EvaluationReport {
    let some = try predictions(
      labels: [0, 0, 1, 1, 0, 1], predicted: [0, 0, 0, 1, 1, 1], confidences: [0.95, 0.875, 0.625, 1, 0.75, 0.95],
      classes: ["bicycle", "motorcycle", "a \"rare\", one"])
    return try EvaluationReport(some, context: context, topK: [2], thresholds: thresholds)
  }

  private func keys(_ value: Any?) -> Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

  /// Other programs read these names: adding is fine, changing is not.
  @Test func jsonHasTheDocumentedNames() throws {
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(report().json().utf8)) as? [String: Any])
    #expect(
      keys(json) == [
        "format", "context", "images", "accuracy", "accuracyExactInterval", "topK", "crossEntropy", "brierScore",
        "calibration", "classes", "macroAverage", "weightedAverage", "confusion", "thresholds", "rankings",
        "riskCoverage", "classThresholds", "mistakes", "gates",
      ])
    #expect(
      keys(json["context"]) == [
        "programVersion", "weights", "model", "dataSummary", "split", "isSynthetic", "imagesPerSecond", "temperature",
      ])
    #expect(keys(json["accuracy"]) == ["value", "successes", "trials", "interval"])
    let classes = try #require(json["classes"] as? [[String: Any]])
    #expect(classes.count == 3)
    for entry in classes {
      #expect(keys(entry) == ["name", "support", "predicted", "truePositives", "precision", "recall", "f1"])
    }
    #expect(classes[2]["f1"] is NSNull)
    #expect((classes[2]["precision"] as? [String: Any])?["value"] is NSNull)
    #expect((classes[2]["precision"] as? [String: Any])?["interval"] is NSNull)
    let threshold = try #require((json["thresholds"] as? [[String: Any]])?.first)
    #expect(keys(threshold) == ["threshold", "coverage", "accuracy", "classes"])
    let calibration = try #require(json["calibration"] as? [String: Any])
    #expect(keys(calibration) == ["bins", "expectedError"])
    let bin = (calibration["bins"] as? [[String: Any]])?.first
    #expect(keys(bin) == ["lower", "upper", "accuracy", "meanConfidence"])
    #expect(json["confusion"] as? [[Int]] == [[2, 1, 0], [1, 2, 0], [0, 0, 0]])
  }

  @Test func jsonComesBack() throws {
    let report = try report()
    #expect(try JSONText.decode(EvaluationReport.self, from: report.json()) == report)
  }

  @Test(arguments: [
    "[[6]]", "[[2,1,0],[1,2,0]]", "[[2,1,0],[1,2,0],[0,0]]", "[[2,1,0],[1,3,0],[0,0,-1]]", "[[2,1,0],[1,2,0],[0,0,1]]",
    "[[\(Int.max),1,0],[1,2,0],[0,0,0]]",
  ])
  func aDamagedMatrixIsAFailureNotATrap(confusion: String) throws {
    let good = try JSONText.encode(report(), layout: .line)
    let bad = good.replacing("[[2,1,0],[1,2,0],[0,0,0]]", with: confusion)
    #expect(bad != good)
    #expect(throws: JSONFailure.self) { try JSONText.decode(EvaluationReport.self, from: bad) }
  }

  @Test func csvHoldsEveryFigureOfTheJSON() throws {
    let report = try report()
    let lines = report.csv().split(separator: "\n").map(String.init)
    #expect(lines[0] == "section,class,predictedClass,threshold,metric,value,lower,upper")
    let overall = try #require(report.accuracy.interval)
    let precision = try #require(report.classes[0].precision.interval)
    for expected in [
      "context,,,,weights,runs/1/best.safetensors,,", "context,,,,isSynthetic,true,,", "context,,,,temperature,1.25,,",
      "overall,,,,images,6,,", "overall,,,,accuracy,\(4.0 / 6),\(overall.lower),\(overall.upper)",
      "overall,,,,imagesPerSecond,1234.5,,", "overall,,,,crossEntropy,\(report.crossEntropy),,",
      "macroAverage,,,,precision,\(report.macroAverage.precision),,",
      "weightedAverage,,,,f1,\(report.weightedAverage.f1),,", "class,bicycle,,,support,3,,",
      "class,bicycle,,,precision,\(2.0 / 3),\(precision.lower),\(precision.upper)",
      "class,\"a \"\"rare\"\", one\",,,precision,,,", "confusion,bicycle,motorcycle,,images,1,,",
      "threshold,,,0.93,passing,3,,", "threshold,bicycle,,0.93,passing,1,,",
    ] {
      #expect(lines.contains(expected), "\(expected)")
    }
    #expect(lines.contains { $0.hasPrefix("overall,,,,top2Accuracy,") })
    // 1 header; 7 of the context; 7 overall and top-2; 8 averages; 6 for each class; 9 of the matrix; 3 and 3 for each
    // class at 0.93. Then 2 for each class, 2 at 12 thresholds, and the mistakes.
    #expect(lines.count == 1 + 7 + 8 + 8 + 18 + 9 + 3 + 9 + 6 + 24 + 2)
    // Quoted cells aside, every row has eight.
    for line in lines where !line.contains("\"") {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == 8)
    }
  }

  @Test func textSaysWhatMatters() throws {
    let text = try report().text()
    for expected in [
      "model     resnet20, runs/1/best.safetensors\n", "data      drawn bicycles (synthetic: drawn by the program",
      "images    6, test split\n", "accuracy  66.67 % (4 of 6), 95 % interval 30.00 % to 90.32 %\n",
      "top-2     100.00 %",
      "answers   calibrated with temperature 1.250\n", "speed     1,235 images/s\n", "macro average",
      "weighted average", "Threshold 0.93:",
      "Confusion matrix: rows are the true class, columns the predicted class",
    ] {
      #expect(text.contains(expected), "\(expected) in\n\(text)")
    }
    let rare = try #require(text.split(separator: "\n").first { $0.hasPrefix("a \"rare\", one") })
    #expect(rare.split(separator: " ").suffix(5).allSatisfy { $0 == "–" }, "\(rare)")
    #expect(!(try report(thresholds: []).text(confusion: false)).contains("Confusion"))
  }

  /// Everything that is only there on request.
  private func complete() throws -> EvaluationReport {
    var context = context
    context.decision = DecisionContext(.init(images: 160, testTimeAugmentation: "flip"))
    context.decision?.threshold = 0.875
    context.decision?.targetPrecision = 0.99
    context.decision?.confidence = 0.95
    context.decision?.coverage = 0.75
    context.decision?.lowerBound = 0.9921
    let some = try predictions(
      labels: [0, 0, 1, 1], predicted: [0, 1, 1, 0], confidences: [0.95, 0.875, 0.625, 0.75])
    let other = try predictions(labels: [0, 0, 1, 1], predicted: [0, 0, 1, 0])
    var report = try EvaluationReport(some, context: context, classThresholds: [0.5, 0.25])
    report.comparison = try ComparisonReport(some, other: other, weights: "runs/2/best.safetensors", model: "resnet9")
    report.unknown = try UnknownReport(
      known: .init(scores: [-3, -2], confidences: [0.9, 0.8]), unknown: .init(scores: [-1], confidences: [0.85]),
      threshold: -2.5, dataSummary: "1 image of truck")
    report.robustness = RobustnessReport(
      seed: 1, cleanAccuracy: report.accuracy,
      corruptions: [.init(kind: "blur", accuracies: (0..<5).map { Proportion(4 - $0, of: 4) })])
    return report
  }

  @Test func whatIsAskedForComesBackAndIsShown() throws {
    let report = try complete()
    #expect(try JSONText.decode(EvaluationReport.self, from: report.json()) == report)
    let text = report.text(curves: true, mistakes: 1)
    for expected in [
      "answers   calibrated with temperature 1.250, fitted on 160 validation images\n",
      "threshold 0.875, chosen for a precision of 0.99 with confidence 0.95 on 160 validation images "
        + "(75.0 % accepted, precision at least 0.9921)\n",
      "How well the probability", "Answers accepted from a threshold on", "Each class taken from its own threshold on",
      "Unknown images: 1 image of truck\nROC AUC   1.0000 by energy, 0.5000 by the probability of the answer\n"
        + "rejected  100.00 % (1 of 1)",
      "Compared with resnet9, runs/2/best.safetensors\naccuracy    75.00 % (3 of 4)", "difference  -25.00 points",
      "McNemar     p = 1.0000 (exact): chance may explain the difference\n",
      "right       both 2, only this model 0, only the other 1, neither 1\n", "Images on which they differ (1)\n",
      "Accuracy on damaged images, severity 1 to 5; undamaged 0.5000\n", "Mistakes, the surest first (1 of 2)\n",
    ] {
      #expect(text.contains(expected), "\(expected) in\n\(text)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
    let lines = Set(report.csv().split(separator: "\n").map(String.init))
    for expected in [
      "context,,,,decision.images,160,,", "context,,,,decision.lowerBound,0.9921,,", "unknown,,,,rocArea,1.0,,",
      "comparison,,,,onlyOtherRight,1,,", "difference,bicycle,motorcycle,,image 1,bicycle,,",
      "robustness,,,,blurMean,0.5,,", "robustness,,,,mean,0.5,,", "mistake,bicycle,motorcycle,,image 1,0.875,,",
    ] {
      #expect(lines.contains(expected), "\(expected)")
    }
    #expect(lines.contains { $0.hasPrefix("classThreshold,motorcycle,,0.25,f1,0.8") })
    #expect(lines.contains { $0.hasPrefix("robustness,,,,blur5,0.0,") })
    #expect(lines.contains { $0.hasPrefix("riskCoverage,,,0.5,coverage,1.0,") })
  }

  /// Reports that earlier programs wrote lack what was added since.
  @Test func olderFilesAreRead() throws {
    let report = try report()
    var json = try #require(try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    for name in ["rankings", "riskCoverage", "classThresholds", "mistakes"] { json[name] = nil }
    let older = String(decoding: try JSONSerialization.data(withJSONObject: json), as: UTF8.self)
    let read = try JSONText.decode(EvaluationReport.self, from: older)
    #expect(read.accuracy == report.accuracy && read.mistakes.isEmpty && read.rankings.isEmpty)
  }

  @Test func realDataAreNotCalledSynthetic() throws {
    var real = context
    real.isSynthetic = false
    let some = try predictions(labels: [0], predicted: [0])
    #expect(!(try EvaluationReport(some, context: real).text()).lowercased().contains("synthetic"))
  }

  @Test func twentyClassesFitALaptopsTerminalAndNamesStayApart() throws {
    let names = (0..<20).map { "category number \($0)" }
    let labels = Array(0..<20)
    let text = try EvaluationReport(
      predictions(labels: labels, predicted: labels.reversed(), classes: names), context: context
    ).confusionTable()
    #expect(text.contains("7 category number 7"), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test func manyClassesShowTheConfusedPairs() throws {
    let names = (0..<21).map { "class\($0)" }
    let text = try EvaluationReport(
      predictions(labels: [3, 3, 3, 5], predicted: [4, 4, 3, 5], classes: names), context: context
    ).confusionTable()
    let cells = text.split(separator: "\n").last?.split(separator: " ").map(String.init)
    #expect(cells == ["class3", "class4", "2", "66.7", "%"], "\(text)")
    let perfect = try EvaluationReport(
      predictions(labels: [3], predicted: [3], classes: names), context: context)
    #expect(perfect.confusionTable() == "No class was taken for another\n")
  }

  @Test(arguments: [0, 3]) func refusesAnImpossibleTopK(k: Int) throws {
    let some = try predictions(labels: [0], predicted: [0])
    #expect(throws: EvaluationFailure.invalidSetting(name: "top-k", expected: "1 to 2", found: "\(k)")) {
      try EvaluationReport(some, context: context, topK: [k])
    }
  }

  @Test func namesCannotCommandTheTerminal() throws {
    let some = try predictions(labels: [0], predicted: [0], classes: ["\u{1B}[2J", "b"])
    #expect(!(try EvaluationReport(some, context: context).text()).contains("\u{1B}"))
  }
}
