/// Where an array's elements lie, to tell whether memory was used again.
func address(of array: [Float]) -> UInt {
  unsafe array.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
}
