import Images
import Foundation
import TestSupport
import Testing

@Suite struct ChannelStatisticsTests {
  private static let set = ImageSetBuilder.random(labels: [Int](repeating: 0, count: 23))

  @Test(arguments: [nil, [0], [3, 22, 7]] as [[Int]?])
  func agreesWithTheDefinition(_ indices: [Int]?) {
    let found = ChannelStatistics(of: Self.set, indices: indices)
    for channel in 0..<3 {
      let values = (indices ?? Array(0..<23)).flatMap { image in
        (0..<35).map { Double(Self.set.pixels[(image * 35 + $0) * 3 + channel]) / 255 }
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
      #expect(abs(found.mean[channel] - mean) < 1e-13)
      #expect(abs(found.deviation[channel] - variance.squareRoot()) < 1e-13)
    }
  }

  @Test func orderDoesNotMatter() {
    let order = Array((0..<23).reversed())
    #expect(ChannelStatistics(of: Self.set, indices: order) == ChannelStatistics(of: Self.set))
  }

  @Test func constantImagesHaveExactlyNoDeviation() {
    let set = ImageSet(
      height: 1, width: 3, pixels: [77, 3, 255, 77, 3, 255, 77, 3, 255], labels: [0], classNames: ["a"],
      provenance: .init(summary: "test", path: nil, isSynthetic: true))
    let statistics = ChannelStatistics(of: set)
    #expect(statistics.deviation == [0, 0, 0])
    #expect(statistics.mean == [77.0 / 255, 3.0 / 255, 1])
    // Shifted, not divided by zero.
    #expect(statistics.table()[77] == 0)
    #expect(statistics.table()[512] == -1)
  }

  @Test func noImagesAtAll() {
    #expect(ChannelStatistics(of: Self.set, indices: []) == ChannelStatistics(mean: [0, 0, 0], deviation: [1, 1, 1]))
  }

  @Test func tableHoldsNormalisedLevels() throws {
    let statistics = try #require(ChannelStatistics(mean: [0.5, 0.25, 0], deviation: [0.25, 0.5, 2]))
    let table = statistics.table()
    #expect(table.count == 768)
    #expect((table[0], table[255], table[256], table[511], table[767]) == (-2, 2, -0.5, 1.5, 0.5))
  }

  @Test func survivesJSON() throws {
    let statistics = ChannelStatistics(of: Self.set)
    let decoded = try JSONDecoder().decode(ChannelStatistics.self, from: JSONEncoder().encode(statistics))
    #expect(decoded == statistics)
  }

  @Test(arguments: [
    #"{"mean":[0.5,0.5],"deviation":[1,1,1]}"#, #"{"mean":[0.5,0.5,0.5],"deviation":[1,1,-1]}"#,
    #"{"mean":[0.5,0.5,0.5]}"#, #"{"mean":[0.5,0.5,0.5],"deviation":[]}"#, #"{"mean":"x","deviation":[1,1,1]}"#,
  ])
  func rejectsOtherJSON(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ChannelStatistics.self, from: Data(text.utf8)) }
  }

  @Test func rejectsNumbersThatAreNotFinite() {
    #expect(ChannelStatistics(mean: [.nan, 0, 0], deviation: [1, 1, 1]) == nil)
    #expect(ChannelStatistics(mean: [0, 0, 0], deviation: [1, .infinity, 1]) == nil)
  }
}
