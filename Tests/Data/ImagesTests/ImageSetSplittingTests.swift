import Images
import Support
import TestSupport
import Testing

@Suite struct ImageSetSplittingTests {
  /// A set whose classes have the given numbers of images, in turns.
  private static func set(_ counts: [Int]) -> ImageSet {
    var labels: [Int] = []
    for round in 0..<(counts.max() ?? 0) { labels += counts.indices.filter { round < counts[$0] } }
    return ImageSetBuilder.random(labels: labels, classes: counts.count, height: 1, width: 1)
  }
  private static func counts(_ set: ImageSet, _ positions: [Int]) -> [Int] {
    positions.reduce(into: [Int](repeating: 0, count: set.classNames.count)) { $0[set.labels[$1]] += 1 }
  }

  private static let fractions: [([Int], Double, [Int])] = [
    ([500, 500], 0.2, [100, 100]), ([10, 20, 0], 0.1, [1, 2, 0]), ([3, 3], 0.01, [1, 1]), ([2, 1], 0.99, [1, 0]),
    ([4, 4], 0, [0, 0]), ([5, 7], 0.5, [3, 4]), ([], 0.5, []),
  ]
  @Test(arguments: fractions)
  func everyClassGivesItsShare(_ classes: [Int], _ fraction: Double, _ expected: [Int]) throws {
    let set = Self.set(classes)
    let (train, validation) = try set.stratifiedSplit(validation: fraction, seed: 1)
    #expect(Self.counts(set, validation) == expected)
    #expect((train + validation).sorted() == Array(0..<set.count))
    #expect(train == train.sorted() && validation == validation.sorted())
  }

  @Test func theSeedDecides() throws {
    let set = Self.set([50, 50])
    let first = try set.stratifiedSplit(validation: 0.3, seed: 4).validation
    #expect(try set.stratifiedSplit(validation: 0.3, seed: 4).validation == first)
    #expect(try set.stratifiedSplit(validation: 0.3, seed: 5).validation != first)
    #expect(first != Array(0..<30))
    // Recorded: a change would move images between the parts of a resumed run.
    #expect(Array(first.prefix(8)) == [3, 6, 11, 14, 15, 16, 21, 26])
  }

  @Test func classesDoNotInfluenceEachOther() throws {
    let both = Self.set([20, 20])
    let chosen = try both.stratifiedSplit(validation: 0.25, seed: 2).validation
    let one = Self.set([20, 0])
    let alone = try one.stratifiedSplit(validation: 0.25, seed: 2).validation
    #expect(chosen.filter { both.labels[$0] == 0 }.map { $0 / 2 } == alone)
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, .infinity])
  func rejectsTheFraction(_ fraction: Double) {
    let error = #expect(throws: SplitFailure.self) {
      try Self.set([4, 4]).stratifiedSplit(validation: fraction, seed: 0)
    }
    #expect(error?.message == "validation fraction is \(fraction), expected at least 0 and less than 1")
    #expect(error?.status == .configuration)
  }

  @Test func aSubsetKeepsImagesLabelsAndNames() {
    let set = ImageSetBuilder.random(labels: [0, 1, 2, 1], names: ["a", "b", "c", "d"])
    let subset = set.subset([3, 0, 3])
    #expect(subset.labels == [1, 0, 1])
    #expect(subset.names == ["d", "a", "d"])
    #expect(Array(subset.pixels[0..<105]) == Array(set.pixels[315..<420]))
    #expect(Array(subset.pixels[105..<210]) == Array(set.pixels[0..<105]))
    #expect(subset.provenance == set.provenance)
    #expect(set.subset([]).count == 0)
  }
}
