import Kernels
import Testing

/// Reproducible numbers in −1 ..< 1, multiples of 2^-23: a linear congruential generator (Knuth's MMIX constants).
func numbers(_ count: Int, seed: UInt64 = 1) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) * 0x1p-23 - 1
  }
}

/// A block of memory that holds these numbers.
func region(_ values: [Float]) -> Region {
  let region = Memory(count: values.count).region
  region.assign(values)
  return region
}

/// Root mean square of the difference, over that of the expected numbers.
func relativeError(_ found: [Float], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (one, other) in zip(found, expected) {
    difference += (Double(one) - other) * (Double(one) - other)
    size += other * other
  }
  return difference == 0 ? 0 : (difference / max(size, 1e-60)).squareRoot()
}

/// One backend an instruction set of this processor; two threads, so that work is cut. Every suite has its own: one
/// backend does one thing at a time.
func makeBackends() -> [Backend] {
  Backend.instructionSets.map { Backend(threads: 2, instructionSet: $0) }
}
