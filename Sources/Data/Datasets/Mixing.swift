import Foundation
import Tensors

/// How the images of a batch are mixed with each other, and their labels in the same proportion: the settings.
///
/// The coefficient and the partners are a function of the seed, the epoch and the batch's number, and of nothing else.
public struct Mixing: Codable, Sendable, Equatable {
  /// Images are blended, with coefficients drawn from Beta(mixup, mixup); 0 turns it off (Zhang et al. 2018).
  public var mixup: Float = 0
  /// A rectangle is taken from another image, its area drawn from Beta(cutmix, cutmix); 0 turns it off (Yun et al.
  /// 2019). With both, a coin decides for each batch.
  public var cutmix: Float = 0

  public init(mixup: Float = 0, cutmix: Float = 0) { (self.mixup, self.cutmix) = (mixup, cutmix) }

  public var isOff: Bool { mixup == 0 && cutmix == 0 }

  /// What became of a batch: image i keeps the fraction `kept` of itself, the rest is image `partners[i]`.
  public struct Outcome: Sendable, Equatable {
    public let kept: Float
    public let partners: [Int]
  }

  /// Writes the mixed images of a batch, [count, height, width, 3], into other memory of that size. Traps if nothing is
  /// mixed.
  public func mix(
    _ source: [Float], into images: inout MutableSpan<Float>, count: Int, height: Int, width: Int, seed: UInt64,
    epoch: Int, batch: Int
  ) -> Outcome {
    let size = height * width * 3
    precondition(!isOff, "mixing that is off")
    precondition(
      source.count == count * size && images.count == source.count, "\(source.count) into \(images.count) floats")
    var random = RandomStream(seed: seed, "mixing", epoch, batch)
    let partners = random.permutation(count)
    let source = source.span
    let blends = cutmix == 0 || (mixup > 0 && random.bool())
    let drawn = Self.beta(blends ? mixup : cutmix, &random)
    // Which of the two is called the image does not matter: it is the one with the larger coefficient.
    let kept = max(drawn, 1 - drawn)
    if blends {
      for (image, partner) in partners.enumerated() {
        for at in 0..<size {
          images[image * size + at] = kept * source[image * size + at] + (1 - kept) * source[partner * size + at]
        }
      }
      return Outcome(kept: kept, partners: partners)
    }
    for at in source.indices { images[at] = source[at] }
    let box = Self.box(area: 1 - kept, height: height, width: width, &random)
    for (image, partner) in partners.enumerated() {
      for row in box.rows {
        let line = (row * width + box.columns.lowerBound) * 3
        for at in line..<line + box.columns.count * 3 { images[image * size + at] = source[partner * size + at] }
      }
    }
    // The rectangle may have been cut at the border: the labels follow what is seen.
    return Outcome(
      kept: 1 - Float(box.rows.count * box.columns.count) / Float(height * width), partners: partners)
  }

  /// A rectangle of the image's proportions round a point anywhere, cut at the border.
  private static func box(
    area: Float, height: Int, width: Int, _ random: inout RandomStream
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    let side = area.squareRoot()
    func range(_ extent: Int) -> Range<Int> {
      let length = Int((side * Float(extent)).rounded())
      let first = random.integer(below: extent) - length / 2
      return max(0, first)..<min(extent, max(0, first + length))
    }
    return (range(height), range(width))
  }

  /// A number from Beta(a, a), 0 < a ≤ 1 (Jöhnk 1964).
  static func beta(_ a: Float, _ random: inout RandomStream) -> Float {
    while true {
      let x = pow(Double(random.uniform()), 1 / Double(a))
      let y = pow(Double(random.uniform()), 1 / Double(a))
      if x + y > 0, x + y <= 1 { return Float(x / (x + y)) }
    }
  }
}
