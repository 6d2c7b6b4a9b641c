import Images
import Tensors

/// Small sets of random pixels.
public enum ImageSetBuilder {
  public static func random(
    labels: [Int], classes: Int = 3, height: Int = 5, width: Int = 7, seed: UInt64 = 1, names: [String]? = nil
  ) -> ImageSet {
    var random = RandomStream(seed: seed, "test images")
    let pixels = (0..<labels.count * height * width * 3).map { _ in UInt8(random.integer(below: 256)) }
    return ImageSet(
      height: height, width: width, pixels: pixels, labels: labels, classNames: (0..<classes).map { "class \($0)" },
      names: names, provenance: .init(summary: "test", path: nil, isSynthetic: true))
  }
}
