/// Mean and standard deviation of each colour channel, in units where 0 is black and 1 is full intensity.
///
/// They belong to the images a model was trained on and travel with its weights: published figures for one data set
/// differ by how they were computed, so they are never implied by a data set's name.
public struct ChannelStatistics: Sendable, Codable, Equatable {
  /// Red, green, blue, each in [0, 1].
  public let mean: [Double]
  /// Red, green, blue: square root of the mean squared deviation over all pixels (divided by n, not n - 1).
  public let deviation: [Double]

  /// Answers `nil` unless both lists hold three finite numbers and no deviation is negative.
  public init?(mean: [Double], deviation: [Double]) {
    guard mean.count == 3, deviation.count == 3, mean.allSatisfy(\.isFinite),
      deviation.allSatisfy({ $0.isFinite && $0 >= 0 })
    else { return nil }
    (self.mean, self.deviation) = (mean, deviation)
  }

  /// Of the images at the given positions, or of all.
  ///
  /// Sums are integers, so the result does not depend on the order of the images. No images count as mean 0 and
  /// deviation 1. Traps if a position is outside the set.
  public init(of set: ImageSet, indices: [Int]? = nil) {
    var sums = SIMD3<UInt64>.zero
    var squares = SIMD3<UInt64>.zero
    let bytes = set.pixels.span
    let perImage = set.bytesPerImage
    for image in indices ?? Array(0..<set.count) {
      for start in stride(from: image * perImage, to: (image + 1) * perImage, by: 3) {
        let pixel = SIMD3(UInt64(bytes[start]), UInt64(bytes[start + 1]), UInt64(bytes[start + 2]))
        sums &+= pixel
        squares &+= pixel &* pixel
      }
    }
    let count = UInt64((indices?.count ?? set.count) * set.height * set.width)
    guard count > 0 else {
      (mean, deviation) = ([0, 0, 0], [1, 1, 1])
      return
    }
    let scale = 255 * Double(count)
    mean = (0..<3).map { Double(sums[$0]) / scale }
    // n * sum(x^2) - sum(x)^2 is exact in 128 bits; the difference of two rounded numbers would not be.
    deviation = (0..<3).map {
      let spread = UInt128(count) * UInt128(squares[$0]) - UInt128(sums[$0]) * UInt128(sums[$0])
      return Double(spread).squareRoot() / scale
    }
  }

  private enum CodingKeys: String, CodingKey { case mean, deviation }

  /// Throws a `DecodingError` for anything but three finite numbers each, deviations not negative.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let mean = try values.decode([Double].self, forKey: .mean)
    let deviation = try values.decode([Double].self, forKey: .deviation)
    guard let statistics = ChannelStatistics(mean: mean, deviation: deviation) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected three finite means and deviations, found \(mean) and \(deviation)"))
    }
    self = statistics
  }

  /// The normalised value of every byte: `(byte / 255 - mean) / deviation`, [3, 256].
  ///
  /// A channel without any variation is only shifted, not divided.
  package func table() -> [Float] { table { _, level in level } }

  /// The normalised value of every byte after `adjust(channel, level)`, level in [0, 1]. [3, 256]
  package func table(_ adjust: (_ channel: Int, _ level: Double) -> Double) -> [Float] {
    var table: [Float] = []
    table.reserveCapacity(768)
    for channel in 0..<3 {
      let divisor = deviation[channel] > 0 ? deviation[channel] : 1
      for byte in 0..<256 { table.append(Float((adjust(channel, Double(byte) / 255) - mean[channel]) / divisor)) }
    }
    return table
  }
}
