import Auditing
import Testing

@Suite struct RobustScaleTests {
  /// 0 … 100: median 50, median distance 25.
  @Test func medianAndDeviation() throws {
    let scale = try #require(RobustScale((0...100).map(Double.init)))
    #expect(scale.median == 50 && abs(scale.deviation - 1.4826 * 25) < 1e-9)
    #expect(abs(scale.score(50 - 1.4826 * 50) + 2) < 1e-9)
  }

  @Test func outliersDoNotMoveIt() throws {
    let scale = try #require(RobustScale((0...100).map { $0 > 90 ? 1e9 : Double($0) }))
    #expect(scale.median == 50 && abs(scale.deviation - 1.4826 * 25) < 1.5)
  }

  @Test func evenCountsTakeTheMiddle() throws {
    #expect(try #require(RobustScale((0..<40).map(Double.init))).median == 19.5)
  }

  @Test func tooLittleToJudge() {
    #expect(RobustScale((0..<29).map(Double.init)) == nil && RobustScale([]) == nil)
    #expect(RobustScale([Double](repeating: 4, count: 100)) == nil)
  }
}
