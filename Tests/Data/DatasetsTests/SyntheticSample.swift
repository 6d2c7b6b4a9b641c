import Images
import SyntheticImages

/// The small synthetic archive that comes with the project: vehicles in the format of CIFAR-100's binary version, with
/// CIFAR-100's own label numbers, so that everything from reading an archive on can be tried without a download.
enum SyntheticSample {
  static let trainCount = 200
  static let testCount = 60
  /// Not the default seed: the sample is no part of the built-in set that a user trains on.
  static let seed: UInt64 = 100
  /// The folder an unpacked CIFAR-100 archive has.
  static let folderName = "cifar-100-binary"
  static let marker = """
    The images in this folder are synthetic: drawn by CIFARKit (vehicles, seed \(seed)), not taken from CIFAR-100.

    """

  /// CIFAR-100's numbers of the classes, in the order of `SyntheticSet.vehicles.classNames`.
  static let fineLabels: [UInt8] = [8, 48]
  /// "vehicles_1".
  static let coarseLabel: UInt8 = 18

  /// What `train.bin` or `test.bin` holds. A record is the coarse label, the fine label and the red, the green and the
  /// blue plane of an image, 3074 bytes.
  static func records(_ split: Split) -> [UInt8] {
    let count = split == .train ? trainCount : testCount
    let set = SyntheticSet.vehicles.images(split: split, count: count, seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * (2 + set.bytesPerImage))
    for image in 0..<count {
      bytes += [coarseLabel, fineLabels[set.labels[image]]]
      let pixels = set.pixels[image * set.bytesPerImage..<(image + 1) * set.bytesPerImage]
      for channel in 0..<3 {
        bytes += stride(from: pixels.startIndex + channel, to: pixels.endIndex, by: 3).map { pixels[$0] }
      }
    }
    return bytes
  }
}
