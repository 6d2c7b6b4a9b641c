import Foundation

/// A named stream of random numbers: the n-th number is a function of (seed, name, indices, n) alone.
///
/// There is no hidden state, so what is drawn for image i of epoch e is the same whatever the number of threads, the
/// order of the work or the point where a run was resumed. The generator is SplitMix64 (Steele, Lea, Flood 2014): a
/// 64-bit counter with the golden-ratio increment, passed through a mixing function; keys are derived with the same
/// mix.
package struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: UInt64
  private var counter: UInt64 = 0

  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - name: what the numbers are for, such as "shuffle" or "crop".
  ///   - indices: further coordinates, such as epoch and image.
  package init(seed: UInt64, _ name: StaticString, _ indices: Int...) {
    var key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a, 64 bit
    for byte in name.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    key = Self.mix(key ^ hash)
    for index in indices { key = Self.mix(key &+ 0x9E37_79B9_7F4A_7C15 &* (UInt64(bitPattern: Int64(index)) &+ 1)) }
    self.key = key
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mix(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }
  /// Uniform in [0, 1), a multiple of 2^-24.
  package mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }
  /// Uniform in [low, high).
  package mutating func uniform(_ low: Float, _ high: Float) -> Float {
    // The sum of a draw just below 1 would round up to `high`.
    min(low + (high - low) * uniform(), max(low, high.nextDown))
  }
  /// True with the given probability.
  package mutating func bool(probability: Float = 0.5) -> Bool { uniform() < probability }
  /// Uniform in 0..<bound. Traps if bound is not positive. Bias below 2^-32 for bounds under 2^32 (Lemire 2019).
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below: \(bound))")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
  /// Standard normal (Box and Muller's cosine branch; two draws).
  package mutating func normal() -> Float {
    let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
    return Float(radius * cos(2 * .pi * (Double(next() >> 11) * 0x1p-53)))
  }
  /// A permutation of 0..<count (Fisher and Yates).
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, integer(below: last + 1)) }
    return order
  }
}
