import Evaluation
import Foundation
import Reports
import Testing

@Suite struct ChartTests {
  private func line(_ name: String, _ points: [(Double, Double)]) -> LineChart.Series {
    LineChart.Series(name, points.map { LineChart.Point($0.0, $0.1) })
  }

  private func chart(_ series: [LineChart.Series], title: String = "A title") -> LineChart {
    LineChart(
      name: "sample", title: title, description: "what it shows", x: .init("Epoch"),
      panels: [.init(y: .init("Accuracy", isPercent: true, range: 0...1), series: series)])
  }

  @Test func aFileSaysWhatItShowsAndStandsAlone() throws {
    let svg = try MarkupElements(chart([line("training", [(0, 0), (10, 1)])]).chart().svg())
    let root = svg.all[0]
    #expect(root.name == "svg" && root["role"] == "img")
    #expect(root["xmlns"] == "http://www.w3.org/2000/svg")
    let labels = Set((root["aria-labelledby"] ?? "").split(separator: " ").map(String.init))
    #expect(labels == ["chart-sample-title", "chart-sample-desc"])
    #expect(svg["title"].contains { $0["id"] == "chart-sample-title" && $0.text == "A title" })
    #expect(svg["desc"].map(\.text) == ["what it shows"])
    #expect(svg["style"].first?.text.contains("prefers-color-scheme:dark") == true)
    let texts = Set(svg["text"].map(\.text))
    #expect(texts.isSuperset(of: ["A title", "Epoch", "Accuracy (%)", "training", "0", "20", "100", "10"]), "\(texts)")
    // Colours do not depend on style sheets.
    #expect(svg["polyline"].allSatisfy { $0["stroke"]?.hasPrefix("#") == true })
  }

  @Test func pointsLandWhereTheScalesSay() throws {
    let points = [(1.0, 0.1), (4.0, 0.5), (7.0, 0.35), (10.0, 0.9)]
    let chart = chart([line("a", points)])
    let area = try #require(chart.areas.first)
    let drawn = try #require(try MarkupElements(chart.chart().svg())["polyline"].first).points
    #expect(drawn.count == points.count)
    for (place, point) in zip(drawn, points) {
      #expect(abs(place.x - area.horizontal(point.0)) < 0.01)
      #expect(abs(place.y - area.vertical(point.1)) < 0.01)
    }
    // The scales themselves: 0 to 10 from left to right, 0 to 1 from bottom to top.
    #expect(area.horizontal(0) == area.left && area.horizontal(10) == area.left + area.width)
    #expect(area.vertical(0) == area.top + area.height && area.vertical(1) == area.top)
  }

  @Test func everythingLiesWithinTheDrawing() throws {
    for sample in [SampleReport.bicycles, .objects, .hundred] {
      for chart in try ReportPage(sample.content()).charts {
        let svg = try MarkupElements(chart.svg())
        for element in svg["polyline"] + svg["polygon"] {
          for point in element.points {
            #expect(
              (-1...chart.width + 1).contains(point.x) && (-1...chart.height + 1).contains(point.y), "\(chart.name)")
          }
        }
        for element in svg["text"] {
          let (x, y) = (element.number("x") ?? -1, element.number("y") ?? -1)
          #expect((0...chart.width).contains(x) && (0...chart.height).contains(y), "\(chart.name): \(element.text)")
        }
      }
    }
  }

  @Test func seriesDifferInMoreThanColour() throws {
    let names = ["a", "b", "c", "d", "e", "f"]
    let svg = try MarkupElements(
      chart(names.enumerated().map { line($1, [(0, Double($0) / 10), (1, 0.5)]) }).chart().svg())
    let lines = svg["polyline"]
    #expect(Set(lines.map { $0["stroke"] ?? "" }).count == 6)
    #expect(Set(lines.map { $0["stroke-dasharray"] ?? "" }).count == 6)
  }

  @Test func impossibleValuesAreLeftOut() throws {
    let series = line("a", [(0, 0.5), (1, .nan), (.infinity, 0.5), (2, -.infinity), (3, 0.75), (1e300, 1e300)])
    let svg = try MarkupElements(chart([series]).chart().svg())
    #expect(svg["polyline"].first?.points.count == 2)
    #expect(!(chart([series]).chart().svg()).contains("nan"))
  }

  @Test(arguments: [0, 1]) func aSeriesOfHardlyAnyPointsIsNoTrap(count: Int) throws {
    let svg = try MarkupElements(chart([line("a", Array([(1.0, 1.0)].prefix(count)))]).chart().svg())
    #expect(svg["polyline"].isEmpty)
    _ = try MarkupElements(chart([]).chart().svg())
    _ = try MarkupElements(
      LineChart(name: "n", title: "", description: "", x: .init(""), panels: []).chart().svg())
  }

  @Test func longCurvesAreThinned() throws {
    let points = (0...20_000).map { (Double($0) / 20_000, Double($0) / 20_000) }
    let drawn = try #require(try MarkupElements(chart([line("a", points)]).chart().svg())["polyline"].first).points
    #expect(drawn.count < 1500)
    // Thinned, not cut.
    let area = try #require(chart([line("a", points)]).areas.first)
    #expect(abs((drawn.last?.x ?? 0) - area.horizontal(1)) < 0.01)
  }

  @Test(arguments: hostileNames) func hostileNamesAreOnlyText(name: String) throws {
    let matrix = ConfusionMatrix(classNames: [name, "b"], counts: [1, 2, 3, 4])
    let rows = [BarChart.Row(name, [BarChart.Bar(0.5)])]
    for chart in [
      chart([line(name, [(0, 0), (1, 1)])], title: name).chart(), ConfusionHeatMap(matrix).chart(),
      BarChart(name: "bars", title: name, description: name, axis: name, series: [name], rows: rows).chart(),
    ] {
      let text = chart.svg()
      let svg = try MarkupElements(text)
      #expect(svg["script"].isEmpty && svg["img"].isEmpty)
      #expect(svg.all.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
      #expect(!text.contains("\u{0}") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }
  }
}

@Suite struct ReliabilityDiagramTests {
  @Test func barsStandForTheBins() throws {
    let predictions = try SampleReport.objects.predictions()
    let calibration = try Calibration(predictions)
    let diagram = ReliabilityDiagram(calibration)
    let svg = try MarkupElements(diagram.chart().svg())
    let filled = calibration.bins.filter { $0.accuracy.trials > 0 }
    #expect(filled.count >= 5)
    let area = diagram.area
    for bin in filled {
      let value = try #require(bin.accuracy.value)
      let bar = svg["rect"].first {
        abs(($0.number("x") ?? 0) - area.horizontal(bin.lower) - 1) < 0.02
          && abs(($0.number("y") ?? 0) - area.vertical(value)) < 0.02
      }
      #expect(bar != nil, "\(bin)")
      let height = try #require(bar?.number("height"))
      #expect(abs(height - (area.vertical(0) - area.vertical(value))) < 0.02)
      let interval = try #require(bin.accuracy.interval)
      #expect(
        svg["line"].contains {
          abs(($0.number("y1") ?? 0) - area.vertical(interval.upper)) < 0.02
            && abs(($0.number("y2") ?? 0) - area.vertical(interval.lower)) < 0.02
        }, "\(bin)")
    }
    #expect(diagram.table.rows.count == filled.count)
  }
}

@Suite struct BarChartTests {
  @Test func barsAreAsLongAsTheirValues() throws {
    let chart = BarChart(
      name: "bars", title: "t", description: "d", axis: "Share", series: ["precision", "recall"],
      rows: [
        BarChart.Row("a", [BarChart.Bar(0.25, interval: Interval(lower: 0.1, upper: 0.5)), BarChart.Bar(1)]),
        BarChart.Row("b", [BarChart.Bar(nil), BarChart.Bar(.nan)]),
      ])
    let svg = try MarkupElements(chart.chart().svg())
    let area = chart.area
    let bars = svg["rect"].filter { $0.number("x") == area.left }
    #expect(bars.count == 2)
    for (bar, value) in zip(bars, [0.25, 1]) {
      #expect(abs((bar.number("width") ?? 0) - area.width * value) < 0.02)
    }
    #expect(
      svg["line"].contains {
        abs(($0.number("x1") ?? 0) - area.horizontal(0.1)) < 0.02
          && abs(($0.number("x2") ?? 0) - area.horizontal(0.5)) < 0.02
      })
    #expect(svg["title"].contains { $0.text == "a, precision: 25.0 %" })
  }
}

@Suite struct ConfusionHeatMapTests {
  @Test func numbersStandInTheirCells() throws {
    let matrix = ConfusionMatrix(classNames: ["a", "b", "c"], counts: [97, 3, 0, 11, 12, 13, 21, 22, 23])
    let map = ConfusionHeatMap(matrix)
    let chart = map.chart()
    let svg = try MarkupElements(chart.svg())
    for t in 0..<3 {
      for p in 0..<3 {
        let (x, y) = map.place(true: t, predicted: p)
        let count = matrix[true: t, predicted: p]
        let number = svg["text"].first {
          $0.text == "\(count)" && $0["text-anchor"] == "middle" && $0["font-size"] == nil
        }
        if count == 0 {
          #expect(number == nil)
        } else {
          #expect(abs((number?.number("x") ?? 0) - x - map.cell / 2) < 0.02, "\(count)")
          #expect((y...y + map.cell).contains(number?.number("y") ?? 0), "\(count)")
        }
      }
    }
    #expect(chart.table?.rows == [["a", "97", "3", "0"], ["b", "11", "12", "13"], ["c", "21", "22", "23"]])
  }

  @Test func theDiagonalAndTheMistakesHaveTheirOwnColours() throws {
    func colours(_ counts: [Int]) throws -> Set<String> {
      let matrix = ConfusionMatrix(classNames: ["a", "b"], counts: counts)
      return Set(try MarkupElements(ConfusionHeatMap(matrix).chart().svg())["path"].compactMap { $0["fill"] })
    }
    #expect(try colours([5, 0, 0, 5]) == ["#0072B2"])
    #expect(try colours([0, 5, 5, 0]) == ["#D55E00"])
    #expect(try colours([0, 0, 0, 0]).isEmpty)
  }

  @Test func aHundredClassesHaveNoNumbersAndAFileOfModestSize() throws {
    let classes = 100
    let counts = (0..<classes * classes).map { $0 % 7 + ($0 % 101 == 0 ? 80 : 0) }
    let chart = ConfusionHeatMap(ConfusionMatrix(classNames: (0..<classes).map { "c\($0)" }, counts: counts)).chart()
    let text = chart.svg()
    #expect(text.utf8.count < 300_000)
    #expect(try MarkupElements(text)["text"].count < 50)
    #expect(chart.table == nil)
  }

  @Test func oneClassIsNoTrap() throws {
    for counts in [[0], [7]] {
      _ = try MarkupElements(ConfusionHeatMap(ConfusionMatrix(classNames: ["a"], counts: counts)).chart().svg())
    }
  }

  @Test(arguments: [(0, 10, 0.0), (10, 10, 1.0), (25, 100, 0.5), (0, 0, 0.0)])
  func shadesGrowWithTheSquareRoot(count: Int, support: Int, expected: Double) {
    #expect(ConfusionHeatMap.shade(count, of: support) == expected)
  }
}
