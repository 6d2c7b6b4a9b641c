import Images
import Parallel
import Tensors

/// Image sets that this program draws: they need no download, and every image is a function of the split, its
/// position and the seed.
///
/// They are never called anything but synthetic: the provenance of every set says so.
package enum SyntheticSet: String, CaseIterable, Sendable {
  /// Bicycles and motorcycles, a stand-in for the two CIFAR-100 classes.
  case vehicles
  /// Circle, square, triangle, star, cross, heart.
  case shapes

  package var classNames: [String] {
    switch self {
    case .vehicles: SyntheticVehicles.classNames
    case .shapes: SyntheticShapes.classNames
    }
  }
  /// Height and width of the images in pixels.
  package var size: Int { 32 }

  /// As many images as the real counterpart has: 500 training and 100 other images per class.
  package func defaultCount(_ split: Split) -> Int { classNames.count * (split == .train ? 500 : 100) }

  /// Draws the images 0..<count of a split. Classes take turns, so any count is balanced to within one image.
  ///
  /// The first n images do not depend on `count`, nor anything on the number of threads. The splits fraction nothing:
  /// they come from different random streams. Traps if count is negative.
  package func images(split: Split, count: Int, seed: UInt64) -> ImageSet {
    precondition(count >= 0, "\(count) images")
    let classes = classNames.count
    let drawn = Parallel.map(count) { draw(split, $0, seed: seed) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * size * size * 3)
    for image in drawn { pixels += image }
    return ImageSet(
      height: size, width: size, pixels: pixels, labels: (0..<count).map { $0 % classes }, classNames: classNames,
      provenance: .init(
        summary: "synthetic \(rawValue) drawn by this program, \(split.rawValue) split, seed \(seed)", path: nil,
        isSynthetic: true))
  }

  private func draw(_ split: Split, _ index: Int, seed: UInt64) -> [UInt8] {
    let stream =
      switch split {
      case .train: 0
      case .test: 1
      case .validation: 2
      }
    switch self {
    case .vehicles:
      var random = RandomStream(seed: seed, "synthetic vehicles", stream, index)
      return SyntheticVehicles.draw(index % classNames.count, &random)
    case .shapes:
      var random = RandomStream(seed: seed, "synthetic shapes", stream, index)
      return SyntheticShapes.draw(index % classNames.count, &random)
    }
  }
}
