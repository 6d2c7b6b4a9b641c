import Datasets
import Images

/// Images that show the same picture.
package struct DuplicateGroup: Sendable, Codable, Equatable {
  package struct Member: Sendable, Codable, Equatable {
    package let image: ImageReference
    /// Gradient correlation with the member that it was matched with, at most 1; 1 for identical pixels, and for the
    /// first member.
    package let similarity: Double
    /// Whether it matches as a mirror image.
    package let isMirrored: Bool
  }

  /// In order of their positions; two or more.
  package let members: [Member]
  /// Whether all pixels of all members are identical.
  package let isExact: Bool
  /// The splits that hold members.
  package let splits: [Split]
  /// The classes that the members' labels name, in label order.
  package let classNames: [String]

  /// Whether members lie in more than one split: what is learned from one is asked for in the other.
  package var leaks: Bool { splits.count > 1 }
  /// Whether the same picture has two labels: one of them is wrong, or both.
  package var hasLabelConflict: Bool { classNames.count > 1 }

  package init(_ members: [Member], isExact: Bool, classNames: [String]) {
    (self.members, self.isExact, self.classNames) = (members, isExact, classNames)
    splits = Split.allCases.filter { split in members.contains { $0.image.split == split } }
  }

  private enum CodingKeys: String, CodingKey { case members, isExact, splits, classNames, leaks, hasLabelConflict }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(members, forKey: .members)
    try values.encode(isExact, forKey: .isExact)
    try values.encode(splits, forKey: .splits)
    try values.encode(classNames, forKey: .classNames)
    try values.encode(leaks, forKey: .leaks)
    try values.encode(hasLabelConflict, forKey: .hasLabelConflict)
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    members = try values.decode([Member].self, forKey: .members)
    isExact = try values.decode(Bool.self, forKey: .isExact)
    splits = try values.decode([Split].self, forKey: .splits)
    classNames = try values.decode([String].self, forKey: .classNames)
  }
}

/// Things that are joined pair by pair into groups (union by the smaller number, path halving).
package struct Joining: Sendable {
  private var parents: [Int]

  package init(count: Int) { parents = Array(0..<count) }

  /// The smallest member of the group that holds `item`.
  package mutating func leader(_ item: Int) -> Int {
    var item = item
    while parents[item] != item {
      parents[item] = parents[parents[item]]
      item = parents[item]
    }
    return item
  }

  /// Joins two groups; false if they were one already.
  @discardableResult
  package mutating func join(_ one: Int, _ two: Int) -> Bool {
    let (first, second) = (leader(one), leader(two))
    if first == second { return false }
    parents[max(first, second)] = min(first, second)
    return true
  }
}
