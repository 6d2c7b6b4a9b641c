import Images
import TestSupport
import Testing

@Suite struct ImageSetLimitingTests {
  private let set = ImageSet(
    height: 1, width: 1, pixels: (0..<18).map { UInt8($0) }, labels: [0, 1, 0, 0, 1, 2], classNames: ["a", "b", "c"],
    names: ["0", "1", "2", "3", "4", "5"], provenance: .init(summary: "six", path: nil, isSynthetic: false))

  @Test func theFirstOfEachClassStayInTheirOrder() {
    let limited = set.limited(to: 2)
    #expect(limited.names == ["0", "1", "2", "4", "5"] && limited.labels == [0, 1, 0, 1, 2])
    #expect(limited.pixels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17])
    #expect(limited.provenance.summary == "six, at most 2 of each class")
  }

  @Test(arguments: [nil, 3, 100]) func aLimitThatLeavesNothingOutSaysNothing(_ limit: Int?) {
    let limited = set.limited(to: limit)
    #expect(limited.count == 6 && limited.provenance.summary == "six")
  }

  @Test func twiceIsOnce() {
    #expect(set.limited(to: 1).limited(to: 1).provenance.summary == "six, at most 1 of each class")
  }
}
