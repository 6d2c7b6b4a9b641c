/// FNV-1a, 64 bit: tells whether a computation still gives the bits that were recorded.
public struct Fingerprint {
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  public mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

  public static func of(_ bytes: [UInt8]) -> UInt64 {
    var result = Fingerprint()
    for byte in bytes { result.add(byte) }
    return result.value
  }
  public static func of(_ numbers: [Float]) -> UInt64 {
    var result = Fingerprint()
    for number in numbers {
      for shift in stride(from: 0, to: 32, by: 8) { result.add(UInt8(truncatingIfNeeded: number.bitPattern >> shift)) }
    }
    return result.value
  }
}
