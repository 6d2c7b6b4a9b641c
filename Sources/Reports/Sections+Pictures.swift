import Evaluation
import Images
import Support

extension Sections {
  /// Longer sides are scaled down: a page is to be sent by mail.
  private static let largestPicture = 160

  static func mistakes(_ content: ReportContent) throws(ImageFailure) -> ReportSection? {
    guard !content.mistakes.isEmpty else { return nil }
    var pictures: [Picture] = []
    for mistake in content.mistakes {
      guard let picture = mistake.picture.map(fitted) else { continue }
      var files = [try picture.encodePNG()]
      if let heatMap = mistake.heatMap { files.append(try fitted(heatMap).encodePNG()) }
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
    if !pictures.isEmpty { blocks.append(.pictures(pictures)) }
    let table = mistakeTable(content.mistakes)
    blocks.append(pictures.isEmpty ? .table(table) : .details(title: "As a table", tables: [table]))
    return ReportSection(id: "mistakes", title: "Mistakes", blocks: blocks)
  }

  private static func fitted(_ image: Image) -> Image {
    let longest = max(image.width, image.height)
    guard longest > largestPicture else { return image }
    return image.resized(
      width: max(1, image.width * largestPicture / longest), height: max(1, image.height * largestPicture / longest))
  }

  private static func mistakeTable(_ mistakes: [PicturedMistake]) -> ReportTable {
    var table = ReportTable(
      "Mistakes, the surest first",
      [.init("Image", .text), .init("True class", .text), .init("Taken for", .text), .init("Confidence")])
    for mistake in mistakes {
      table.add([mistake.name, mistake.trueClass, mistake.predictedClass, Figures.percent(mistake.confidence)])
    }
    return table
  }

  static func robustness(_ robustness: RobustnessTable) -> ReportSection? {
    let severities = robustness.rows.map(\.accuracies.count).max() ?? 0
    guard severities > 0 else { return nil }
    var table = ReportTable(
      "Accuracy by severity; the images as they are: \(Figures.percent(robustness.clean))",
      [.init("Made worse by", .text)] + (1...severities).map { .init("\($0)") } + [.init("Mean")])
    for row in robustness.rows {
      let values = row.accuracies.compactMap(\.value)
      let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      table.add(
        [row.name]
          + (0..<severities).map { $0 < row.accuracies.count ? Figures.percent(row.accuracies[$0]) : Figures.none }
          + [Figures.percent(mean)])
    }
    let start = robustness.clean.value.map { [LineChart.Point(0, $0)] } ?? []
    let chart = LineChart(
      name: "robustness", title: "Accuracy on images made worse",
      description: "Severity 0 is the images as they are.", x: .init("Severity", range: 0...Double(severities)),
      panels: [
        .init(
          y: .init("Accuracy", isPercent: true, range: 0...1),
          series: robustness.rows.prefix(Paint.seriesCount).map { row in
            LineChart.Series(
              row.name,
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
        .beside([.charts([chart])], [.table(table)]),
      ])
  }
}
