import Evaluation
import Images
import Support

extension Sections {
  /// Longer sides are scaled down: a page is to be sent by mail.
  private static let largestPicture = 160

  static func mistakes(_ content: ReportContent) throws(ImageFailure) -> ReportSection? {
    guard !content.mistakes.isEmpty else { return nil }
    var pictures: [Picture] = []
    for entry in content.mistakes {
      guard let picture = entry.picture.map(fitted) else { continue }
      var files = [try picture.encodePNG()]
      if let heatMap = entry.heatMap { files.append(try fitted(heatMap).encodePNG()) }
      let mistake = entry.mistake
      pictures.append(
        Picture(
          files: files, width: picture.width, height: picture.height, trueClass: mistake.trueClass,
          predictedClass: mistake.predictedClass, confidence: Figures.percent(mistake.confidence), name: mistake.name))
    }
    let total = content.report.accuracy.trials - content.report.accuracy.successes
    var blocks: [ReportBlock] = [
      .paragraph(
        (content.mistakes.count < total
          ? "The \(Figures.count(content.mistakes.count)) worst of \(Figures.count(total)) mistakes"
          : "All \(Figures.count(content.mistakes.count)) mistakes")
          + ", the surest wrong answers first. Look for wrong labels, unusual views and classes that look alike.")
    ]
    if pictures.contains(where: { $0.files.count > 1 }) {
      blocks.append(
        .paragraph(
          "Beside each picture: the parts that spoke for the wrong answer shine, what did not stays dark "
            + "(class-activation "
            + "map; of the picture itself, not of its mirror image)."))
    }
    if !pictures.isEmpty { blocks.append(.pictures(pictures)) }
    let table = mistakeTable(content.mistakes.map(\.mistake))
    blocks.append(pictures.isEmpty ? .table(table) : .details(title: "As a table", tables: [table]))
    return ReportSection(id: "mistakes", title: "Mistakes", blocks: blocks)
  }

  private static func fitted(_ image: Image) -> Image {
    let longest = max(image.width, image.height)
    guard longest > largestPicture else { return image }
    return image.resized(
      width: max(1, image.width * largestPicture / longest), height: max(1, image.height * largestPicture / longest))
  }

  private static func mistakeTable(_ mistakes: [Mistake]) -> ReportTable {
    var table = ReportTable(
      "Mistakes, the surest first",
      [
        .init("Image", .text), .init("True class", .text), .init("Taken for", .text), .init("Confidence"),
        .init("Of the true class"),
      ])
    for mistake in mistakes {
      table.add([
        mistake.name, mistake.trueClass, mistake.predictedClass, Figures.percent(mistake.confidence),
        Figures.percent(mistake.trueProbability),
      ])
    }
    return table
  }

  static func robustness(_ robustness: RobustnessReport) -> ReportSection {
    let severities = robustness.corruptions.map(\.accuracies.count).max() ?? 1
    var table = ReportTable(
      "Accuracy by severity; the images as they are: \(Figures.percent(robustness.cleanAccuracy))",
      [.init("Made worse by", .text)] + (1...severities).map { .init("\($0)") } + [.init("Mean")])
    for row in robustness.corruptions {
      table.add(
        [row.kind]
          + (0..<severities).map { $0 < row.accuracies.count ? Figures.percent(row.accuracies[$0]) : Figures.none }
          + [Figures.percent(row.meanAccuracy)])
    }
    let start = robustness.cleanAccuracy.value.map { [LineChart.Point(0, $0)] } ?? []
    let chart = LineChart(
      name: "robustness", title: "Accuracy on images made worse",
      description: "Severity 0 is the images as they are.", x: .init("Severity", range: 0...Double(severities)),
      panels: [
        .init(
          y: .init("Accuracy", isPercent: true, range: 0...1),
          series: robustness.corruptions.prefix(Paint.seriesCount).map { row in
            LineChart.Series(
              row.kind,
              start
                + row.accuracies.enumerated().compactMap { index, accuracy in
                  accuracy.value.map { LineChart.Point(Double(index + 1), $0) }
                })
          })
      ]
    ).chart()
    return ReportSection(
      id: "robustness", title: "Robustness",
      blocks: [
        .paragraph("How far the images may get worse before the answers do."),
        .charts([chart]), .table(table),
      ])
  }
}
