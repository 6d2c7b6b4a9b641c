/// IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. Swift's `Float16` does not exist on every platform.
enum HalfPrecision {
  /// The same number as a 32-bit float; exact, NaN payloads included.
  static func widen(_ half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10) & 0x1F
    let fraction = UInt32(half & 0x3FF)
    switch exponent {
    case 0:
      // Subnormal: fraction times 2^-24, which every 32-bit float can hold.
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
