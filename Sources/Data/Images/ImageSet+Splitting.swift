import Support
import Tensors

/// A split that cannot be made.
package enum SplitFailure: Failure, Equatable {
  case fraction(Double)

  package var message: String {
    switch self {
    case .fraction(let fraction): "validation fraction is \(fraction), expected at least 0 and less than 1"
    }
  }
  package var hint: String? { "give a fraction such as 0.1, or 0 to train on every image" }
  package var status: ExitStatus { .configuration }
}

extension ImageSet {
  /// Positions of images to train on and of images to validate on, each ascending.
  public typealias Partition = (train: [Int], validation: [Int])

  /// Puts a fraction of every class aside, chosen by the seed.
  ///
  /// Each class gives this fraction of its images, rounded to the nearest whole number. For a fraction above 0, classes
  /// of two or more images have at least one on both sides; the only image of a class is trained on. Which images of a
  /// class are chosen does not depend on the other classes.
  ///
  /// - Parameter fraction: at least 0 and less than 1.
  /// - Throws: `SplitFailure.fraction` for any other number.
  package func stratifiedSplit(validation fraction: Double, seed: UInt64) throws(SplitFailure) -> Partition {
    guard fraction >= 0, fraction < 1 else { throw .fraction(fraction) }
    var classes = [[Int]](repeating: [], count: classNames.count)
    for (position, label) in labels.enumerated() { classes[label].append(position) }
    var (train, validation): ([Int], [Int]) = ([], [])
    for (label, positions) in classes.enumerated() {
      var count = 0
      if fraction > 0, positions.count > 1 {
        count = min(max(Int((Double(positions.count) * fraction).rounded()), 1), positions.count - 1)
      }
      var random = RandomStream(seed: seed, "split", label)
      let order = random.permutation(positions.count).map { positions[$0] }
      validation += order.prefix(count)
      train += order.dropFirst(count)
    }
    return (train.sorted(), validation.sorted())
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
}
