import Foundation
import Images
import TestSupport
import Testing

/// `cifar-predict --thumbnails`.
struct PredictPictureTests {
  let bench: PredictBench
  init() throws { bench = try PredictBench() }

  private static let escape = "\u{1B}"

  @Test func pictureAndAnswerStandSideBySide() throws {
    let grey = Image(width: 40, height: 30, colour: .init(red: 200, green: 100, blue: 0))
    try bench.folder.write(grey.encodePNG(), to: "a.png")
    let probabilities = try bench.probabilities(grey)
    let order = PredictBench.ranking(probabilities)
    let result = try bench.predict(
      "a.png", "--thumbnails", "--threshold", "0.99", "-q", environment: ["COLORTERM": "truecolor"])
    let picture =
      "\(Self.escape)[38;2;200;100;0;48;2;200;100;0m" + String(repeating: "▀", count: 24) + "\(Self.escape)[0m"
    var expected = [picture + "  a.png", picture]
    for index in order {
      let width = order.map { PredictBench.classes[$0].count }.max() ?? 0
      let name = PredictBench.classes[index].padding(toLength: width, withPad: " ", startingAt: 0)
      let bar = String(repeating: "█", count: Int((probabilities[index] * 24).rounded()))
      expected.append(picture + "  \(name)  \(String(format: "%.4f", probabilities[index]))  \(bar)")
    }
    expected += [picture, picture + "  below threshold 0.99"] + [String](repeating: picture, count: 5) + ["", ""]
    #expect(result.output == expected.joined(separator: "\n"))
    #expect(result.status == 0 && result.errorOutput == "")
  }

  /// Colours of the cube have numbers from 16, greys from 232.
  @Test(arguments: [
    ((0, 0, 0), 16), ((255, 255, 255), 231), ((255, 0, 0), 196), ((0, 255, 0), 46), ((0, 0, 255), 21),
    ((95, 135, 175), 67), ((118, 118, 118), 243), ((238, 238, 238), 255), ((8, 8, 8), 232),
  ]) func terminalsOfFewColoursGetTheNearest(colour: (Int, Int, Int), number: Int) throws {
    let image = Image(
      width: 2, height: 2,
      colour: .init(red: UInt8(colour.0), green: UInt8(colour.1), blue: UInt8(colour.2)))
    try bench.folder.write(image.encodePNG(), to: "a.png")
    let result = try bench.predict("a.png", "--thumbnails", "-q", environment: ["COLORTERM": nil])
    #expect(result.output.hasPrefix("\(Self.escape)[38;5;\(number);48;5;\(number)m▀"))
  }

  /// Red above, blue below: the block is the upper pixel, its background the lower one.
  @Test func theUpperHalfIsTheUpperPixel() throws {
    var pixels = [UInt8](repeating: 0, count: 24 * 24 * 3)
    for row in 0..<24 {
      for column in 0..<24 { pixels[(row * 24 + column) * 3 + (row % 2 == 0 ? 0 : 2)] = 255 }
    }
    // A model of 24 pixels a side shows the very pixels.
    try bench.write("small.safetensors") { $0.input = .init(height: 24, width: 24) }
    try bench.folder.write(Image(width: 24, height: 24, pixels: pixels).encodePNG(), to: "a.png")
    let result = try bench.predict(
      "a.png", "--thumbnails", "-q", weights: "small.safetensors", environment: ["COLORTERM": "24bit"])
    #expect(result.output.components(separatedBy: "[38;2;255;0;0;48;2;0;0;255m▀").count == 13)
  }

  @Test func nothingIsDrawnUnlessAsked() throws {
    try bench.add("a.png")
    let result = try bench.predict("a.png")
    #expect(!result.output.contains("▀") && !result.output.contains(Self.escape))
  }

  @Test func theSummaryFollows() throws {
    for name in ["a.png", "b.png"] { try bench.add(name) }
    let result = try bench.predict("a.png", "b.png", "--thumbnails", "--threshold", "0")
    #expect(result.output.hasPrefix("model          resnet20, best.safetensors\n"))
    #expect(result.output.contains("\n\nimages    2: "))
    #expect(result.output.hasSuffix("\naccepted  2, 100.0 %; 0 below the threshold\n"))
  }
}
