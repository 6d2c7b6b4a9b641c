import Evaluation
import Foundation
import Images
import Reports
import Serialization
import Support
import Testing

@Suite struct ReportPageTests {
  private func holdsNotANumber(_ text: String) -> Bool { text.contains(/\b(nan|inf)\b/) }

  @Test(arguments: [SampleReport.bicycles, .objects, .hundred]) func isWellFormedAndComplete(sample: SampleReport)
    throws
  {
    let page = try MarkupElements(try ReportPage(sample.content()).html())
    #expect(
      page["section"].compactMap { $0["id"] } == [
        "summary", "classes", "confusion", "curves", "calibration", "thresholds", "mistakes", "robustness",
        "unknown", "comparison", "training", "provenance",
      ])
    #expect(page["a"].compactMap { $0["href"] } == page["section"].map { "#" + ($0["id"] ?? "") })
    let identifiers = page.all.compactMap { $0["id"] }
    #expect(Set(identifiers).count == identifiers.count)
    for element in page.all {
      for label in (element["aria-labelledby"] ?? "").split(separator: " ") {
        #expect(identifiers.contains(String(label)))
      }
    }
  }

  /// One file, nothing from elsewhere, no script.
  @Test func needsNothingFromOutside() throws {
    let html = try ReportPage(SampleReport.objects.content()).html()
    let page = try MarkupElements(html)
    let rest = html.replacing("http://www.w3.org/2000/svg", with: "")
    for word in [
      "http://", "https://", "//cdn", "@import", "url(", "<script", "<link", "<iframe", "<object", "javascript:",
    ] {
      #expect(!rest.contains(word), "\(word)")
    }
    for image in page["img"] { #expect(image["src"]?.hasPrefix("data:image/png;base64,") == true) }
    #expect(page["img"].count == 18)
    #expect(page.all.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    let policy = page["meta"].first { $0["http-equiv"] == "Content-Security-Policy" }?["content"] ?? ""
    #expect(policy.contains("default-src 'none'") && policy.contains("img-src data:") && !policy.contains("script-src"))
  }

  @Test func tellsTheFigures() throws {
    let content = try SampleReport.objects.content()
    let report = content.report
    let text = try MarkupElements(try ReportPage(content).html()).text.replacing("\u{A0}", with: " ")
    for figure in [
      Format.percent(report.accuracy.value ?? 0), "test_batch.bin record", "sha256 c4a38c50a1bc5f3a",
      Format.fixed(report.macroAverage.f1, 3), "\"batchSize\" : 128", "McNemar", "Severity 0", "resnet20-old",
      Format.fixed(report.crossEntropy, 4), "CIFARKit 0.1.0",
    ] { #expect(text.contains(figure), "\(figure)") }
    for entry in report.classes {
      #expect(text.contains(entry.name))
      #expect(text.contains(Format.percent(entry.recall.value ?? 0)))
    }
  }

  /// Of epochs of equal accuracy the run kept the one of the lowest loss.
  @Test func theBestEpochIsTheOneTheRunKept() throws {
    func epoch(_ number: Int, _ accuracy: Double, _ loss: Double) -> EpochRecord {
      EpochRecord(
        epoch: number, learningRate: 0.05, trainLoss: 1, trainAccuracy: 0.5, validationLoss: loss,
        validationAccuracy: accuracy, imagesPerSecond: 1, seconds: 1, waitSeconds: 0)
    }
    var content = try SampleReport.bicycles.content()
    content.training = [
      epoch(1, 0.8, 0.5), epoch(2, 0.9, 0.4), epoch(3, 0.9, 0.2), epoch(4, 0.9, 0.3), epoch(5, 0.85, 0.1),
    ]
    let text = try ReportPage(content).markdown()
    #expect(text.contains("The best on validation was epoch 3 with 90.0 %."))
    #expect(text.contains("|        0.0500 |"))
  }

  @Test func titlesSayWhatWasEvaluated() throws {
    var content = try SampleReport.bicycles.content()
    var context = content.report.context
    context.dataName = "my-photos"
    content.report = try EvaluationReport(SampleReport.bicycles.predictions(), context: context)
    let page = try ReportPage(content)
    let subject = "resnet20 on my-photos, test split"
    #expect(page.title == "\(subject): evaluation report")
    #expect(page.markdown().hasPrefix("# resnet20 on my-photos\n\n400 images of the test split, 2 classes: "))
    let chart = try #require(page.charts.first)
    let svg = try MarkupElements(chart.svg(about: page.subject))
    #expect(svg["title"].first?.text == "\(chart.title): \(subject)")
    #expect(svg["text"].contains { $0.text == subject })
    // A name that is missing is the summary.
    context.dataName = nil
    content.report = try EvaluationReport(SampleReport.bicycles.predictions(), context: context)
    #expect(try ReportPage(content).title.contains("resnet20 on CIFAR-10 binary archive, 32x32, test split"))
  }

  /// Of a hundred names of which two were shown.
  @Test func theMeanOfTheClassesSaysWhatItCovers() throws {
    let predictions = try Predictions(
      classNames: ["a", "b", "c"], labels: [0, 1], probabilities: [1, 0, 0, 0, 1, 0])
    let report = try EvaluationReport(predictions, context: SampleReport.bicycles.context())
    #expect(report.macroAverage.f1 == 1 && report.text().contains("macro average of 2 "))
    #expect(try ReportPage(ReportContent(report)).markdown().contains("Mean of the 2 classes with images"))
  }

  @Test func anEvaluationAloneIsEnough() throws {
    let report = try EvaluationReport(
      SampleReport.bicycles.predictions(), context: SampleReport.bicycles.context())
    let page = try ReportPage(ReportContent(report))
    #expect(page.sections.map(\.id) == ["summary", "classes", "confusion", "calibration", "thresholds", "provenance"])
    _ = try MarkupElements(page.html())
    #expect(!holdsNotANumber(page.html()))
  }

  @Test func theTrialsAreTold() throws {
    var content = try SampleReport.bicycles.content()
    let html = try ReportPage(content).html()
    for text in ["200 images of trucks", "right at least 97.0&#160;% of the time", "only the other is right", "0.875"] {
      #expect(html.contains(text), "\(text)")
    }
    (content.report.unknown, content.report.comparison, content.report.robustness) = (nil, nil, nil)
    let sections = try ReportPage(content).sections.map(\.id)
    #expect(Set(sections).isDisjoint(with: ["unknown", "comparison", "robustness"]))
  }

  /// Figures of images that the model was chosen by or trained on must not pass for those of new ones.
  @Test(arguments: [("test", nil), ("validation", "slightly optimistic"), ("train", "how well it remembers them")])
  func familiarImagesAreCalledSo(split: String, warning: String?) throws {
    var context = SampleReport.bicycles.context()
    context.split = split
    let content = ReportContent(try EvaluationReport(SampleReport.bicycles.predictions(), context: context))
    let html = try ReportPage(content).html()
    #expect(html.contains("class=\"warning\"") == (warning != nil))
    if let warning { #expect(html.contains(warning)) }
  }

  @Test func syntheticImagesAreCalledSo() throws {
    var content = try SampleReport.bicycles.content()
    var context = SampleReport.bicycles.context()
    #expect(!(try ReportPage(content).html()).contains("synthetic"))
    context.isSynthetic = true
    content.report = try EvaluationReport(SampleReport.bicycles.predictions(), context: context)
    #expect(try ReportPage(content).html().contains("class=\"warning\" role=\"note\">These images are synthetic"))
    #expect(try ReportPage(content).markdown().contains("> **These images are synthetic"))
  }

  @Test(
    arguments: [
      ([0], [1.0, 0]), ([0, 0, 0], [1, 0, 0.5, 0.5, 0, 1]), ([1, 1], [0.5, 0.5, 0.5, 0.5]), ([0, 1], [1, 0, 0, 1]),
    ] as [([Int], [Float])]) func fewImagesAndEmptyClassesAreNoTrap(labels: [Int], probabilities: [Float]) throws
  {
    let predictions = try Predictions(classNames: ["a", "b"], labels: labels, probabilities: probabilities)
    let report = try EvaluationReport(
      predictions, context: SampleReport.bicycles.context(), topK: [2], thresholds: [0, 0.93, 1])
    let page = try ReportPage(ReportContent(report, predictions: predictions))
    _ = try MarkupElements(page.html())
    for chart in page.charts { _ = try MarkupElements(chart.svg()) }
    #expect(!holdsNotANumber(page.html()) && !holdsNotANumber(page.markdown()))
    #expect(page.html().contains("are few") || page.html().contains("1 image are"))
  }

  @Test func oneClassIsNoTrap() throws {
    let predictions = try Predictions(classNames: ["a"], labels: [0, 0], probabilities: [1, 1])
    let report = try EvaluationReport(predictions, context: SampleReport.bicycles.context())
    let page = try ReportPage(ReportContent(report, predictions: predictions))
    _ = try MarkupElements(page.html())
  }

  /// Class names, file names and everything else that comes from outside.
  @Test func hostileTextIsOnlyText() throws {
    let sample = SampleReport(classNames: hostileNames, images: 330, skill: 4)
    var content = try sample.content()
    var context = sample.context()
    (context.model, context.weights, context.dataSummary, context.split) = (
      hostileNames[0], hostileNames[1], hostileNames[10], hostileNames[2]
    )
    let predictions = try sample.predictions()
    content.report = try EvaluationReport(predictions, context: context, thresholds: [0.9])
    var other = sample
    other.seed += 1
    content.report.comparison = try ComparisonReport(
      predictions, other: other.predictions(), weights: hostileNames[1], model: hostileNames[0])
    content.report.robustness = RobustnessReport(
      seed: 0, cleanAccuracy: content.report.accuracy,
      corruptions: [.init(kind: hostileNames[0], accuracies: [content.report.accuracy])])
    content.mistakes = hostileNames.map { SampleReport.mistake($0, picture: SampleReport.picture(1)) }
    content.provenance = Provenance(
      facts: hostileNames.map { .init($0, $0) }, configuration: hostileNames.joined(separator: "\n"))
    let report = try ReportPage(content)
    let html = report.html()
    let page = try MarkupElements(html)
    #expect(page["script"].isEmpty && page["style"].count == 1)
    #expect(page.all.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    #expect(page["img"].allSatisfy { $0["src"]?.hasPrefix("data:image/png;base64,") == true })
    for character in ["\u{0}", "\u{1B}", "\u{202E}", "\u{FFFE}"] { #expect(!html.contains(character)) }
    for chart in report.charts { _ = try MarkupElements(chart.svg()) }
    // Indented lines are code, in which nothing is markup.
    let markdown = report.markdown().split(separator: "\n").filter { !$0.hasPrefix("    ") }.joined(separator: "\n")
    #expect(!markdown.contains("<script") && !markdown.contains("<img") && !markdown.contains("http://"))
  }

  @Test func largePicturesAreScaledDownAndSmallOnesKept() throws {
    var content = try SampleReport.bicycles.content()
    content.mistakes = [
      SampleReport.mistake("large", picture: SampleReport.picture(1, side: 400)),
      SampleReport.mistake("small", picture: SampleReport.picture(2), heatMap: SampleReport.picture(3)),
      SampleReport.mistake("none"),
    ]
    let images = try MarkupElements(try ReportPage(content).html())["img"]
    #expect(images.compactMap { $0["width"] } == ["160", "32", "32"])
    let file = try #require(images[1]["src"]?.split(separator: ",").last)
    let bytes = try #require(Data(base64Encoded: String(file)))
    #expect(try ImageDecoder.decode(Array(bytes), name: "small") == SampleReport.picture(2))
  }

  @Test func chartNamesAreFileNames() throws {
    let names = try ReportPage(SampleReport.objects.content()).charts.map(\.name)
    #expect(
      names == [
        "classes", "confusion", "roc", "precision-recall", "reliability", "threshold", "risk-coverage", "robustness",
        "training", "learning-rate",
      ])
  }

  @Test func markdownLinksTheChartsOrTellsTheirFigures() throws {
    let page = try ReportPage(SampleReport.objects.content())
    let linked = page.markdown(chartFolder: "my charts")
    for chart in page.charts { #expect(linked.contains("](<my%20charts/\(chart.name).svg>)")) }
    let plain = page.markdown()
    #expect(!plain.contains("!["))
    #expect(plain.contains("True positive rate at false positive rates"))
    // Every row of a table has as many cells as its rule.
    var width = 0
    for line in plain.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        width = 0
        continue
      }
      let cells = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(width == 0 || width == cells, "\(line)")
      width = cells
    }
  }
}
