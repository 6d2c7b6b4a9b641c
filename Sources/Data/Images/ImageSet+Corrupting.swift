import Foundation
import Tensors

extension ImageSet {
  /// The same images, damaged. Labels, names and order stay.
  ///
  /// The noise of an image is a function of the seed and the image's position; severities scale the same noise, so that
  /// they differ by nothing else. Traps unless severity is 1 to 5.
  /// - Throws: an image that JPEG cannot hold or memory that is short.
  package func corrupted(by corruption: Corruption, severity: Int, seed: UInt64) throws(ImageFailure) -> ImageSet {
    precondition((1...Corruption.severities).contains(severity), "severity \(severity)")
    let strength = corruption.strengths[severity - 1]
    var copy = self
    switch corruption {
    case .noise: copy.pixels = noisy(deviation: Float(strength), seed: seed)
    case .blur: copy.pixels = blurred(deviation: strength * Double(height) / 32)
    case .contrast: copy.pixels = contrasted(Float(strength))
    case .brightness: copy.pixels = brightened(Float(strength))
    case .jpeg: copy.pixels = try recompressed(quality: Int(strength))
    }
    return copy
  }

  /// Of a value from 0 to 255, the nearest whole number in that range.
  private static func byte(_ value: Float) -> UInt8 { UInt8(min(255, max(0, value.rounded()))) }

  private func noisy(deviation: Float, seed: UInt64) -> [UInt8] {
    var result = pixels
    let bytes = bytesPerImage
    for image in 0..<count {
      var stream = RandomStream(seed: seed, "corruption noise", image)
      for place in image * bytes..<(image + 1) * bytes {
        result[place] = Self.byte(Float(result[place]) + 255 * deviation * stream.normal())
      }
    }
    return result
  }

  private func contrasted(_ fraction: Float) -> [UInt8] {
    var result = pixels
    let (bytes, area) = (bytesPerImage, height * width)
    for image in 0..<count {
      for channel in 0..<3 {
        let places = stride(from: image * bytes + channel, to: (image + 1) * bytes, by: 3)
        var sum = 0
        for place in places { sum += Int(result[place]) }
        let mean = Float(sum) / Float(area)
        for place in places { result[place] = Self.byte((Float(result[place]) - mean) * fraction + mean) }
      }
    }
    return result
  }

  /// Hue and saturation stay when all three channels are scaled alike.
  private func brightened(_ rise: Float) -> [UInt8] {
    var result = pixels
    for place in stride(from: 0, to: result.count, by: 3) {
      let lightness = Float(max(result[place], result[place + 1], result[place + 2]))
      let raised = min(255, lightness + 255 * rise)
      for channel in place..<place + 3 {
        result[channel] = Self.byte(lightness > 0 ? Float(result[channel]) * raised / lightness : raised)
      }
    }
    return result
  }

  private func recompressed(quality: Int) throws(ImageFailure) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count)
    for index in 0..<count {
      let file = try image(index).encodeJPEG(quality: quality)
      result += try ImageDecoder.decode(file, name: names?[index] ?? "image \(index)").pixels
    }
    return result
  }

  /// Rows, then columns; beyond the border the image is mirrored at its edge pixels' outer sides (… 1 0 | 0 1 …).
  private func blurred(deviation: Double) -> [UInt8] {
    // Four deviations hold all but 0.006 % of the weight.
    let reach = max(1, Int((4 * deviation).rounded(.up)))
    let raw = (-reach...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = raw.reduce(0, +)
    let weights = raw.map { Float($0 / sum) }
    let (columns, rows) = (Self.neighbours(width, reach), Self.neighbours(height, reach))
    var result = pixels
    let (bytes, height, width, taps) = (bytesPerImage, height, width, 2 * reach + 1)
    var between = [Float](repeating: 0, count: bytes)
    for start in stride(from: 0, to: result.count, by: bytes) {
      for y in 0..<height {
        for x in 0..<width {
          for channel in 0..<3 {
            var total: Float = 0
            for tap in 0..<taps {
              total += weights[tap] * Float(result[start + (y * width + columns[x * taps + tap]) * 3 + channel])
            }
            between[(y * width + x) * 3 + channel] = total
          }
        }
      }
      for y in 0..<height {
        for element in 0..<width * 3 {
          var total: Float = 0
          for tap in 0..<taps { total += weights[tap] * between[rows[y * taps + tap] * width * 3 + element] }
          result[start + y * width * 3 + element] = Self.byte(total)
        }
      }
    }
    return result
  }

  /// For each place along a side, the places that the taps of a filter read: `[place * taps + tap]`.
  private static func neighbours(_ side: Int, _ reach: Int) -> [Int] {
    (0..<side).flatMap { place in
      (-reach...reach).map { offset in
        let folded = ((place + offset) % (2 * side) + 2 * side) % (2 * side)
        return folded < side ? folded : 2 * side - 1 - folded
      }
    }
  }
}
