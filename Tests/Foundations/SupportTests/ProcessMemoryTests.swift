import Support
import Testing

struct ProcessMemoryTests {
  static let cases: [(text: String, bytes: Int?)] = [
    ("Name:\tcat\nVmPeak:\t  9000 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n", 2_097_152),
    ("VmHWM:\t0 kB\n", 0),
    ("VmRSS:\t    2048 kB\n", nil),
    ("VmHWM:\t2048\n", nil),
    ("VmHWM:\t2048 MB\n", nil),
    ("VmHWM:\t-2048 kB\n", nil),
    ("VmHWM:\tmuch kB\n", nil),
    ("VmHWM:\t9223372036854775807 kB\n", nil),
    ("", nil),
  ]

  @Test(arguments: cases) func theLineIsRead(_ text: String, _ bytes: Int?) {
    #expect(ProcessMemory.peakBytes(inStatus: text) == bytes)
  }

  /// What is written to is held; what is given back stays in the peak.
  @Test func thePeakGrowsWithWhatIsHeld() throws {
    let size = 64 << 20
    let before = try #require(ProcessMemory.peakBytes())
    #expect(before > 1 << 20)
    var block = [UInt8](repeating: 0, count: before + size)
    for at in stride(from: 0, to: block.count, by: 4096) { block[at] = UInt8(truncatingIfNeeded: at >> 12) }
    let sum = block.reduce(0) { $0 &+ Int($1) }
    let after = try #require(ProcessMemory.peakBytes())
    #expect(after > before + size / 2, "\(sum)")
  }
}
