import Support
import Tensors

/// A split that cannot be made.
public enum SplitFailure: Failure, Equatable {
  case fraction(Double)
  case count(Int, of: Int)

  public var message: String {
    switch self {
    case .fraction(let fraction): "validation fraction is \(fraction), expected at least 0 and less than 1"
    case .count(let count, let total):
      "validation split of \(count) images, expected between 0 and \(max(total - 1, 0)) of the \(total) training images"
    }
  }
  public var hint: String? { "give a fraction such as 0.1, or 0 to train on every image" }
  public var status: ExitStatus { .configuration }
}

extension ImageSet {
  /// Positions of images to train on and of images to validate on, each ascending.
  public typealias Partition = (train: [Int], validation: [Int])

  /// Puts a fraction of every class aside, chosen by the seed.
  ///
  /// Each class gives its share, rounded to the nearest whole number. For a fraction above 0, classes of two or more
  /// images have at least one on both sides; the only image of a class is trained on. Which images of a class are
  /// chosen does not depend on the other classes.
  ///
  /// - Parameter fraction: at least 0 and less than 1.
  /// - Throws: `SplitFailure.fraction` for any other number.
  public func stratifiedSplit(validation fraction: Double, seed: UInt64) throws(SplitFailure) -> Partition {
    guard fraction >= 0, fraction < 1 else { throw .fraction(fraction) }
    let classes = positionsByClass()
    let shares = classes.map { positions in
      guard fraction > 0, positions.count > 1 else { return 0 }
      let share = Int((Double(positions.count) * fraction).rounded())
      return min(max(share, 1), positions.count - 1)
    }
    return partition(classes, shares, seed: seed)
  }

  /// Puts a number of images aside, chosen by the seed, in proportion to the classes.
  ///
  /// Shares are rounded down and the classes with the largest remainders give one more, so that the total is exact.
  ///
  /// - Parameter count: at least 0 and less than the number of images.
  /// - Throws: `SplitFailure.count` for any other number.
  public func stratifiedSplit(validationCount count: Int, seed: UInt64) throws(SplitFailure) -> Partition {
    guard count >= 0, count == 0 || count < self.count else { throw .count(count, of: self.count) }
    let classes = positionsByClass()
    var shares = [Int](repeating: 0, count: classes.count)
    guard count > 0 else { return partition(classes, shares, seed: seed) }
    var remainders = shares
    for label in classes.indices {
      (shares[label], remainders[label]) = (classes[label].count * count).quotientAndRemainder(dividingBy: self.count)
    }
    // Fewer classes have a remainder than images are missing; equal remainders are served in the order of the classes.
    let order = classes.indices.sorted { remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1] }
    for label in order.prefix(count - shares.reduce(0, +)) { shares[label] += 1 }
    return partition(classes, shares, seed: seed)
  }

  /// The images at the given positions, in that order. Traps if a position is outside the set.
  public func subset(_ indices: [Int]) -> ImageSet {
    var chosen: [UInt8] = []
    chosen.reserveCapacity(indices.count * bytesPerImage)
    for index in indices { chosen += pixels[index * bytesPerImage..<(index + 1) * bytesPerImage] }
    return ImageSet(
      height: height, width: width, pixels: chosen, labels: indices.map { labels[$0] }, classNames: classNames,
      names: names.map { names in indices.map { names[$0] } }, provenance: provenance)
  }

  /// Positions of the images of each class, ascending.
  private func positionsByClass() -> [[Int]] {
    var classes = [[Int]](repeating: [], count: classNames.count)
    for (position, label) in labels.enumerated() { classes[label].append(position) }
    return classes
  }

  private func partition(_ classes: [[Int]], _ shares: [Int], seed: UInt64) -> Partition {
    var (train, validation): ([Int], [Int]) = ([], [])
    for (label, positions) in classes.enumerated() {
      var random = RandomStream(seed: seed, "split", label)
      let order = random.permutation(positions.count)
      validation += order.prefix(shares[label]).map { positions[$0] }
      train += order.dropFirst(shares[label]).map { positions[$0] }
    }
    return (train.sorted(), validation.sorted())
  }
}
