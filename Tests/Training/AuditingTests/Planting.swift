import Auditing
import Datasets
import Foundation
import Images
import Kernels
import Tensors

/// Data sets with known faults.
enum Planting {
  static let side = 32

  /// Pictures that have nothing in common: each of fourteen rectangles of random places and colours, smoothed.
  static func pictures(_ count: Int, seed: UInt64 = 3) -> [Image] { (0..<count).map { picture($0, seed: seed) } }

  private static func picture(_ index: Int, seed: UInt64) -> Image {
    var random = RandomStream(seed: seed, "planted picture", index)
    var image = Image(width: side, height: side, colour: colour(&random))
    for _ in 0..<14 {
      let (width, height) = (4 + random.integer(below: 12), 4 + random.integer(below: 12))
      image.paste(
        Image(width: width, height: height, colour: colour(&random)), x: random.integer(below: side - width + 1),
        y: random.integer(below: side - height + 1))
    }
    return image.resized(width: 24, height: 24).resized(width: side, height: side)
  }

  private static func colour(_ random: inout RandomStream) -> Image.Colour {
    let levels = (0..<3).map { _ in UInt8(random.integer(below: 256)) }
    return Image.Colour(red: levels[0], green: levels[1], blue: levels[2])
  }

  /// Pictures in a tint of red, green or blue: three classes that a network tells apart after a few passes.
  static func tinted(_ count: Int) -> (images: [Image], labels: [Int]) {
    let labels = (0..<count).map { $0 % 3 }
    let images = zip(pictures(count, seed: 8), labels).map { image, label in
      image.mapped { index, level in index % 3 == label ? 80 + 0.65 * level : 0.65 * level }
    }
    return (images, labels)
  }

  /// Upright stripes of various places, widths and levels, with noise: pictures of one kind.
  static func stripes(_ count: Int) -> [Image] {
    (0..<count).map { index in
      var random = RandomStream(seed: 0, "stripes", index)
      let (phase, period) = (random.uniform(0, 6), random.uniform(5, 9))
      let (low, high) = (random.uniform(20, 100), random.uniform(140, 240))
      let pixels = (0..<side * side).flatMap { place -> [UInt8] in
        let isHigh = Int((Float(place % side) + phase) / period * 2).isMultiple(of: 2)
        return (0..<3).map { _ in UInt8(min(max((isHigh ? high : low) + 12 * random.normal(), 0), 255)) }
      }
      return Image(width: side, height: side, pixels: pixels)
    }
  }

  static func set(_ images: [Image], labels: [Int]? = nil, classes: [String] = ["cat", "dog"]) -> ImageSet {
    ImageSet(
      height: side, width: side, pixels: images.flatMap(\.pixels), labels: labels ?? images.map { _ in 0 },
      classNames: classes, provenance: .init(summary: "planted", path: nil, isSynthetic: true))
  }

  static func duplicates(_ images: AuditedImages, threads: Int = 2) throws -> [DuplicateGroup] {
    try DuplicateFinder(
      images, isFlat: OutlierFinder(images.set).isFlat, backend: Backend(threads: threads)
    ).run { _ in }.groups
  }

  /// What happens to copies of pictures on their way through the world.
  enum Change: String, CaseIterable {
    case mirrored, shifted, shiftedDiagonally, mirroredAndShifted, compressed, brightened, darkened, noisy, reduced

    func callAsFunction(_ image: Image) -> Image {
      switch self {
      case .mirrored: image.turnedUpright(from: .mirrored)
      case .shifted: image.moved(dx: 2, dy: 0)
      case .shiftedDiagonally: image.moved(dx: -1, dy: 2)
      case .mirroredAndShifted: image.turnedUpright(from: .mirrored).moved(dx: 1, dy: 1)
      case .compressed: image.compressed()
      case .brightened: image.mapped { _, level in level * 0.8 + 45 }
      case .darkened: image.mapped { _, level in 255 * pow(level / 255, 1.5) }
      case .noisy: image.mapped { index, level in level + Double(index &* 7919 % 17) - 8 }
      case .reduced: image.resized(width: 24, height: 24).resized(width: 32, height: 32)
      }
    }
  }
}

extension Image {
  func mapped(_ change: (_ index: Int, _ level: Double) -> Double) -> Image {
    var copy = self
    copy.pixels = pixels.enumerated().map { UInt8(min(max(change($0.offset, Double($0.element)), 0), 255).rounded()) }
    return copy
  }

  /// The picture moved, its border repeated where nothing is known.
  func moved(dx: Int, dy: Int) -> Image {
    var copy = self
    for y in 0..<height {
      for x in 0..<width {
        let from = (min(max(y - dy, 0), height - 1) * width + min(max(x - dx, 0), width - 1)) * 3
        for channel in 0..<3 { copy.pixels[(y * width + x) * 3 + channel] = pixels[from + channel] }
      }
    }
    return copy
  }

  /// What JPEG of about quality 50 does to each channel: cosine transform of blocks of 8x8, steps of about 16 for low
  /// frequencies and 100 for high ones.
  func compressed() -> Image {
    var copy = self
    var basis = [[Double]](repeating: [Double](repeating: 0, count: 8), count: 8)
    for u in 0..<8 {
      let scale = u == 0 ? 0.125.squareRoot() : 0.5
      for x in 0..<8 {
        let angle = Double((2 * x + 1) * u) * Double.pi / 16
        basis[u][x] = scale * cos(angle)
      }
    }
    for top in stride(from: 0, to: height, by: 8) {
      for left in stride(from: 0, to: width, by: 8) {
        for channel in 0..<3 {
          func place(_ y: Int, _ x: Int) -> Int { ((top + y) * width + left + x) * 3 + channel }
          var result = [Double](repeating: 0, count: 64)
          for v in 0..<8 {
            for u in 0..<8 {
              var sum = 0.0
              for y in 0..<8 {
                for x in 0..<8 {
                  let share: Double = basis[v][y] * basis[u][x]
                  sum += Double(pixels[place(y, x)]) * share
                }
              }
              let step = 16 + 6 * Double(u + v)
              let kept = (sum / step).rounded() * step
              for y in 0..<8 {
                for x in 0..<8 {
                  let share: Double = basis[v][y] * basis[u][x]
                  result[y * 8 + x] += kept * share
                }
              }
            }
          }
          for y in 0..<8 {
            for x in 0..<8 { copy.pixels[place(y, x)] = UInt8(min(max(result[y * 8 + x], 0), 255).rounded()) }
          }
        }
      }
    }
    return copy
  }
}
