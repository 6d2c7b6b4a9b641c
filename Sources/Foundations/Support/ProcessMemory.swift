/// How much memory this process takes.
package enum ProcessMemory {
  /// The most physical memory it has held so far, in bytes: `VmHWM` of `/proc/self/status`. `nil` where the system
  /// keeps no such file.
  ///
  /// Not `getrusage`: a program begins there with the peak of the one that started it.
  package static func peakBytes() -> Int? {
    guard let text = try? FileReading.text(at: "/proc/self/status", limit: 1 << 20) else { return nil }
    return peakBytes(inStatus: text)
  }

  /// Reads the line `VmHWM:    183628 kB`.
  package static func peakBytes(inStatus text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count == 3, words[2] == "kB", let kilobytes = Int(words[1]), kilobytes >= 0 else { return nil }
      let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    return nil
  }
}
