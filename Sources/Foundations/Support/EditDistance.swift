/// The candidate that a mistyped word most probably meant, or `nil` when none is similar enough.
///
/// Similarity is the optimal string alignment distance (insertions, deletions, substitutions and swaps of neighbours
/// cost 1 each; Damerau 1964), upper and lower case being the same. At most a third of the longer word may differ; of
/// equally near candidates the first wins. A candidate that the word begins, or that begins with it, is near too.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased())
  guard !wanted.isEmpty, wanted.count <= longestComparedWord else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased())
    guard !letters.isEmpty, letters.count <= longestComparedWord else { continue }
    let isPrefix = wanted.count >= 3 && letters.starts(with: wanted)
    let tolerance = max(1, max(wanted.count, letters.count) / 3)
    let distance = editDistance(wanted, letters)
    guard distance <= tolerance || isPrefix else { continue }
    if distance < (best?.distance ?? Int.max) { best = (candidate, distance) }
  }
  return best?.candidate
}

/// Words beyond this length are not names that anybody mistypes; comparing them would only cost time.
private let longestComparedWord = 200

/// The number of edits between two words, in time and memory proportional to the product of their lengths.
package func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    current.reserveCapacity(second.count + 1)
    for column in second.indices {
      let substitution = last[column] + (first[row] == second[column] ? 0 : 1)
      var distance = min(substitution, last[column + 1] + 1, current[column] + 1)
      let isSwap =
        row > 0 && column > 0 && first[row] == second[column - 1] && first[row - 1] == second[column]
      if isSwap { distance = min(distance, beforeLast[column - 1] + 1) }
      current.append(distance)
    }
    beforeLast = last
    last = current
  }
  return last[second.count]
}
