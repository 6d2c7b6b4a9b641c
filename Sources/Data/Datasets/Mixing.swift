import Foundation
import Tensors

/// How the images of a batch are mixed with each other, and their labels in the same proportion: the settings.
///
/// The share and the partners are a function of the seed, the epoch and the batch's number, and of nothing else.
public struct Mixing: Codable, Sendable, Equatable {
  /// Images are blended, in shares drawn from Beta(mixup, mixup); 0 turns it off (Zhang et al. 2018).
  public var mixup: Float = 0
  /// A rectangle is taken from another image, its area drawn from Beta(cutmix, cutmix); 0 turns it off (Yun et al. 2019).
  /// With both, a coin decides for each batch.
  public var cutmix: Float = 0

  public init(mixup: Float = 0, cutmix: Float = 0) { (self.mixup, self.cutmix) = (mixup, cutmix) }

  private enum CodingKeys: String, CodingKey { case mixup, cutmix }

  /// Settings that are left out keep their defaults.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    mixup = try values.decodeIfPresent(Float.self, forKey: .mixup) ?? mixup
    cutmix = try values.decodeIfPresent(Float.self, forKey: .cutmix) ?? cutmix
  }

  public var isOff: Bool { mixup == 0 && cutmix == 0 }

  /// What became of a batch: image i keeps `share` of itself, the rest is image `partners[i]`.
  public struct Outcome: Sendable, Equatable {
    public let share: Float
    public let partners: [Int]
  }

  /// Mixes images [count, height, width, 3] in place.
  public func mix(
    _ images: inout [Float], count: Int, height: Int, width: Int, seed: UInt64, epoch: Int, batch: Int
  ) -> Outcome {
    var random = RandomStream(seed: seed, "mixing", epoch, batch)
    let partners = random.permutation(count)
    if isOff { return Outcome(share: 1, partners: partners) }
    let blends = cutmix == 0 || (mixup > 0 && random.bool())
    let drawn = Self.beta(blends ? mixup : cutmix, &random)
    // Which of the two is called the image does not matter: it is the one with the larger share.
    let share = max(drawn, 1 - drawn)
    let source = images
    let size = height * width * 3
    if blends {
      for (image, partner) in partners.enumerated() {
        for at in 0..<size {
          images[image * size + at] = share * source[image * size + at] + (1 - share) * source[partner * size + at]
        }
      }
      return Outcome(share: share, partners: partners)
    }
    let box = Self.box(area: 1 - share, height: height, width: width, &random)
    for (image, partner) in partners.enumerated() {
      for row in box.rows {
        let line = (row * width + box.columns.lowerBound) * 3
        for at in line..<line + box.columns.count * 3 { images[image * size + at] = source[partner * size + at] }
      }
    }
    // The rectangle may have been cut at the border: the labels follow what is seen.
    let kept = 1 - Float(box.rows.count * box.columns.count) / Float(height * width)
    return Outcome(share: kept, partners: partners)
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
