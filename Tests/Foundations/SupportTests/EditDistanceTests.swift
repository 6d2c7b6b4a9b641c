import Support
import Testing

struct EditDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abcd", "acbd", 1),
    ("ca", "abc", 3), ("same", "same", 0),
  ])
  func distancesAreCounted(first: String, second: String, distance: Int) {
    #expect(editDistance(Array(first), Array(second)) == distance)
    #expect(editDistance(Array(second), Array(first)) == distance)
  }

  @Test(arguments: [
    ("bycicle", "bicycle"), ("BICYCLE", "bicycle"), ("motorcycl", "motorcycle"), ("motor", "motorcycle"),
    ("tabel", "table"), ("mo", nil), ("elephant", nil), ("", nil),
  ])
  func theNearestNameIsFound(word: String, expected: String?) {
    #expect(nearest(to: word, in: ["bicycle", "motorcycle", "table", ""]) == expected)
  }

  @Test func hugeWordsCostNothing() {
    let huge = String(repeating: "x", count: 1_000_000)
    #expect(nearest(to: huge, in: ["x", huge]) == nil)
    #expect(nearest(to: "x", in: [huge]) == nil)
  }
}
