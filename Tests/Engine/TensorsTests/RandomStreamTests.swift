import Foundation
import Tensors
import Testing

/// The constants are printed by `Fixtures/random_stream.py`, an implementation of its own. They must never change: runs
/// of earlier versions could not be repeated or resumed.
struct RandomStreamTests {
  struct Recorded: CustomTestStringConvertible {
    let testDescription: String
    let stream: RandomStream
    let numbers: [UInt64]
  }

  @Test(arguments: [
    Recorded(
      testDescription: "0, no name", stream: RandomStream(seed: 0, ""),
      numbers: [0xd72_93fe_83b1_a2bc, 0x764e_de80_904b_ee69, 0xd63b_152c_4e53_72cd, 0xf46e_2f42_54db_a902]),
    Recorded(
      testDescription: "0, shuffle", stream: RandomStream(seed: 0, "shuffle"),
      numbers: [0x70c4_5302_1341_794e, 0x9b51_f4b4_b226_6b34, 0xf522_8974_67d9_e574, 0x6f81_21c0_b585_6df2]),
    Recorded(
      testDescription: "1, shuffle", stream: RandomStream(seed: 1, "shuffle"),
      numbers: [0xf690_764f_04b3_310e, 0x0ffd_4f78_f32a_e9e6, 0x55bd_d342_1971_4dfa, 0x9437_fac6_b664_00a5]),
    Recorded(
      testDescription: "1, crop, 3", stream: RandomStream(seed: 1, "crop", 3),
      numbers: [0x0811_788a_4866_0625, 0xc8e7_d4db_be8a_06a5, 0x9044_4943_6711_a6be, 0x1c09_33cd_806e_b1db]),
    Recorded(
      testDescription: "1, crop, 3, 4", stream: RandomStream(seed: 1, "crop", 3, 4),
      numbers: [0x835e_2957_fb11_6630, 0x64af_7fdc_8754_45a6, 0x7ea5_5147_1324_b1b0, 0x5e61_a612_df75_620b]),
    Recorded(
      testDescription: "1, crop, 4, 3", stream: RandomStream(seed: 1, "crop", 4, 3),
      numbers: [0xffbf_e320_662b_8209, 0x75d6_7178_f7cc_f6cc, 0xa9fe_bb0c_c9ce_a325, 0x10f0_75b4_e058_786d]),
    Recorded(
      testDescription: "largest seed, flip, -1", stream: RandomStream(seed: .max, "flip", -1),
      numbers: [0x3dd0_71f2_36ad_c526, 0xcd7e_d4e6_5fc9_599e, 0x93c2_9a6d_19d6_0d0a, 0x9941_6c5b_78b6_f329]),
    Recorded(
      testDescription: "2026, initial, 0", stream: RandomStream(seed: 2026, "initial", 0),
      numbers: [0x4d25_b3a6_04e9_d84e, 0x0871_e62b_7a2f_a2eb, 0xcdc6_9ac9_523a_30d4, 0x1135_2517_e296_2e8b]),
  ])
  func numbersAreThoseRecorded(_ recorded: Recorded) {
    var stream = recorded.stream
    #expect(recorded.numbers.map { _ in stream.next() } == recorded.numbers)
  }

  @Test func derivedNumbersAreThoseRecorded() {
    var uniform = RandomStream(seed: 7, "uniform")
    let uniforms = (0..<4).map { _ in uniform.uniform() }
    #expect(uniforms == [0.7564123272895813, 0.031241238117218018, 0.8023637533187866, 0.3214264512062073])
    var integer = RandomStream(seed: 7, "integer")
    let integers = (0..<12).map { _ in integer.integer(below: 10) }
    #expect(integers == [5, 6, 9, 5, 4, 5, 7, 5, 1, 0, 9, 4])
    var permutation = RandomStream(seed: 7, "permutation")
    #expect(permutation.permutation(12) == [8, 3, 5, 10, 7, 4, 1, 11, 6, 9, 2, 0])
    var normal = RandomStream(seed: 7, "normal")
    for expected in [-0.7046381904592671, 0.9598742399138619, 0.539108124644509, 0.133601021008548] {
      #expect(abs(Double(normal.normal()) - expected) < 1e-7)
    }
  }

  /// A copy continues where the original stood, and both give the same: a stream is a value.
  @Test func streamsAreValues() {
    var stream = RandomStream(seed: 3, "copy")
    _ = stream.next()
    var copy = stream
    #expect((0..<5).map { _ in stream.next() } == (0..<5).map { _ in copy.next() })
  }

  /// Seeds, names, indices and their order each give other numbers, and the numbers are not correlated.
  @Test func streamsAreIndependent() {
    let streams = [
      RandomStream(seed: 1, "a"), RandomStream(seed: 2, "a"), RandomStream(seed: 1, "b"), RandomStream(seed: 1, "a", 0),
      RandomStream(seed: 1, "a", 1), RandomStream(seed: 1, "a", 0, 0), RandomStream(seed: 1, "a", 0, 1),
      RandomStream(seed: 1, "a", 1, 0), RandomStream(seed: 1, "a", -1), RandomStream(seed: 0, "aa"),
    ]
    let count = 4_000
    let rows = streams.map { stream in
      var stream = stream
      return (0..<count).map { _ in Double(stream.uniform()) - 0.5 }
    }
    for one in rows.indices {
      for other in rows.indices where other > one {
        let correlation = zip(rows[one], rows[other]).reduce(0) { $0 + $1.0 * $1.1 } / Double(count) * 12
        // Five deviations: chance exceeds them once in a million.
        #expect(abs(correlation) < 5 / Double(count).squareRoot(), "streams \(one) and \(other)")
      }
    }
  }

  /// The first numbers of neighbouring streams, one an image: as good as numbers of one stream.
  @Test func firstNumbersOfNeighboursAreUniform() {
    let values = (0..<20_000).map { index in
      var stream = RandomStream(seed: 11, "crop", 2, index)
      return stream.uniform()
    }
    #expect(Self.chiSquared(values) < Self.chiSquaredLimit)
  }

  @Test func uniformity() {
    var stream = RandomStream(seed: 5, "uniformity")
    let values = (0..<50_000).map { _ in stream.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 && $0 * 0x1p24 == ($0 * 0x1p24).rounded() })
    #expect(Self.chiSquared(values) < Self.chiSquaredLimit)
    let neighbours = zip(values, values.dropFirst()).reduce(0.0) { $0 + (Double($1.0) - 0.5) * (Double($1.1) - 0.5) }
    #expect(abs(neighbours / 50_000 * 12) < 5 / 50_000.0.squareRoot())
  }

  @Test func rangesKeepTheirBounds() {
    var stream = RandomStream(seed: 5, "ranges")
    let values = (0..<10_000).map { _ in stream.uniform(-3, 5) }
    #expect(values.allSatisfy { $0 >= -3 && $0 < 5 })
    #expect(Self.chiSquared(values.map { ($0 + 3) / 8 }) < Self.chiSquaredLimit)
    #expect(stream.uniform(2, 2) == 2)
  }

  /// This seed's first draw is the largest there is, 1 − 2^-24, and 1 + (1 − 2^-24) rounds to 2.
  @Test func theUpperBoundIsNeverReached() {
    var stream = RandomStream(seed: 13_434_409, "uniform")
    #expect(stream.uniform() == 1 - 0x1p-24)
    stream = RandomStream(seed: 13_434_409, "uniform")
    #expect(stream.uniform(1, 2) == Float(2).nextDown)
  }

  @Test(arguments: [1, 2, 3, 7, 10, 100, 1 << 40, Int.max])
  func integersStayBelowTheirBound(_ bound: Int) {
    var stream = RandomStream(seed: 6, "integers")
    let values = (0..<20_000).map { _ in stream.integer(below: bound) }
    #expect(values.allSatisfy { (0..<bound).contains($0) })
    if bound <= 100 {
      let expected = 20_000 / Double(bound)
      for value in 0..<bound {
        #expect(abs(Double(values.filter { $0 == value }.count) - expected) < 5 * expected.squareRoot())
      }
    } else {
      #expect(Self.chiSquared(values.map { Float(Double($0) / Double(bound)) }) < Self.chiSquaredLimit)
    }
  }

  @Test func anEmptyRangeOfIntegersTraps() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1, "empty")
      _ = stream.integer(below: 0)
    }
  }

  /// Mean, variance, skew, kurtosis and the shares within one, two and three deviations.
  @Test func normality() {
    var stream = RandomStream(seed: 5, "normality")
    let count = 100_000
    let values = (0..<count).map { _ in Double(stream.normal()) }
    func moment(_ power: Int) -> Double { values.reduce(0) { $0 + pow($1, Double(power)) } / Double(count) }
    let error = 1 / Double(count).squareRoot()
    #expect(abs(moment(1)) < 5 * error)
    #expect(abs(moment(2) - 1) < 5 * error * 2.0.squareRoot())
    #expect(abs(moment(3)) < 5 * error * 15.0.squareRoot())
    #expect(abs(moment(4) - 3) < 5 * error * 96.0.squareRoot())
    for (deviations, share) in [(1.0, 0.682689), (2, 0.954500), (3, 0.997300)] {
      let found = Double(values.filter { abs($0) < deviations }.count) / Double(count)
      #expect(abs(found - share) < 5 * error * (share * (1 - share)).squareRoot())
    }
  }

  @Test(arguments: [0.0, 0.25, 0.5, 1])
  func coins(_ probability: Double) {
    var stream = RandomStream(seed: 5, "coins")
    let heads = (0..<10_000).filter { _ in stream.bool(probability: Float(probability)) }.count
    #expect(abs(Double(heads) - 10_000 * probability) <= 5 * (10_000 * probability * (1 - probability)).squareRoot())
  }

  @Test(arguments: [0, 1, 2, 3, 10, 1_000])
  func permutationsHoldEveryNumberOnce(_ count: Int) {
    var stream = RandomStream(seed: 8, "order")
    #expect(stream.permutation(count).sorted() == Array(0..<count))
  }

  /// All six orders of three come equally often.
  @Test func permutationsAreFair() {
    var stream = RandomStream(seed: 8, "fair")
    var counts: [[Int]: Int] = [:]
    for _ in 0..<12_000 { counts[stream.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    for count in counts.values { #expect(abs(Double(count) - 2_000) < 5 * 2_000.0.squareRoot()) }
  }

  /// 100 equal cells of 0 ..< 1: 99 degrees of freedom.
  private static func chiSquared(_ values: [Float]) -> Double {
    var cells = [Int](repeating: 0, count: 100)
    for value in values { cells[min(99, max(0, Int(value * 100)))] += 1 }
    let expected = Double(values.count) / 100
    return cells.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }
  /// Exceeded by chance once in 100,000.
  private static let chiSquaredLimit = 169.0
}
