extension ImageSet {
  /// The first images of each class, at most `count` of them, in their old order; said in the provenance where others
  /// were left out.
  package func limited(to count: Int?) -> ImageSet {
    guard let count, let kept = Self.first(count, ofEach: labels, classes: classNames.count) else { return self }
    var limited = subset(kept)
    limited.provenance.summary += Self.limitNote(count)
    return limited
  }

  /// The positions of the first `count` things of each class; `nil` where that is all of them.
  package static func first(_ count: Int, ofEach labels: [Int], classes: Int) -> [Int]? {
    var seen = [Int](repeating: 0, count: classes)
    let kept = labels.indices.filter { position in
      seen[labels[position]] += 1
      return seen[labels[position]] <= count
    }
    return kept.count == labels.count ? nil : kept
  }

  /// What follows the description of data that were limited.
  package static func limitNote(_ count: Int) -> String { ", at most \(count) of each class" }
}
