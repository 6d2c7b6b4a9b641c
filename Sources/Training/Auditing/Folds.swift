import Tensors

/// Parts of a data set for cross-validation: what is asked about a part was learned from the others.
package struct Folds: Sendable, Equatable {
  /// The fold of each image; `nil` for images that are left out.
  package let assignment: [Int?]
  package let count: Int
  /// Labels whose images are left out: too few pictures to have some in every fold.
  package let leftOut: [Int]

  /// Deals the images of each class into folds, as evenly as may be.
  ///
  /// Images of one duplicate group stay together: a copy with the same wrong label in another fold would teach the
  /// model to confirm it. The result depends on the images' order, labels and groups, never on names.
  ///
  /// - Parameters:
  ///   - leaders: the first image of each image's group.
  ///   - count: 2 or more.
  package init(labels: [Int], leaders: [Int], classes: Int, count: Int, seed: UInt64) {
    precondition(count >= 2 && labels.count == leaders.count, "\(count) folds of \(labels.count) images")
    var members = [[Int]](repeating: [], count: classes)
    var assignment = [Int?](repeating: nil, count: labels.count)
    for index in labels.indices where leaders[index] == index { members[labels[index]].append(index) }
    // A class counts by its pictures, whichever label their leaders have.
    var pictures = [Set<Int>](repeating: [], count: classes)
    for index in labels.indices { pictures[labels[index]].insert(leaders[index]) }
    let leftOut = (0..<classes).filter { !pictures[$0].isEmpty && pictures[$0].count < count }
    for label in 0..<classes {
      var random = RandomStream(seed: seed, "audit folds", label)
      // Classes start in different folds, so that small ones do not all burden the first.
      for (place, index) in random.permutation(members[label].count).enumerated() {
        assignment[members[label][index]] = (place + label) % count
      }
    }
    for index in labels.indices { assignment[index] = assignment[leaders[index]] }
    let excluded = Set(leftOut)
    for index in labels.indices where excluded.contains(labels[index]) { assignment[index] = nil }
    (self.assignment, self.count, self.leftOut) = (assignment, count, leftOut)
  }

  /// Images to learn from and images to ask about, for one fold.
  package func part(_ fold: Int) -> (train: [Int], asked: [Int]) {
    (
      assignment.indices.filter { assignment[$0].map { $0 != fold } ?? false },
      assignment.indices.filter { assignment[$0] == fold }
    )
  }

  /// Images that are in a fold.
  package var used: [Int] { assignment.indices.filter { assignment[$0] != nil } }
}
