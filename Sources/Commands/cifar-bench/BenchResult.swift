import Foundation
import Kernels
import Support

/// A result of a measurement, shown as lines of a name and a value or, all its parts joined, as one JSON object.
struct BenchResult: Encodable {
  private let parts: [any Encodable & Sendable]

  init(_ parts: any Encodable & Sendable...) { self.parts = parts }

  func encode(to encoder: any Encoder) throws {
    for part in parts { try part.encode(to: encoder) }
  }

  func show(json: Bool, _ lines: KeyValuePairs<String, String>) throws {
    if json {
      print(try JSONText.encode(self, layout: .line))
    } else {
      let width = lines.map(\.key.count).max() ?? 0
      let limit = Terminal.standardOutput().limit
      for (name, value) in lines {
        print(DisplayText.labelled(name, value, indentation: width + 2, limit: limit), terminator: "")
      }
    }
  }
}

/// How operations by themselves were run; for networks there is `BenchSubject`.
struct BenchSetting: Encodable {
  let program = "cifar-bench"
  let batch: Int
  let threads: Int
  let instructionSet: String
  let precision: String

  init(_ batch: Int, _ backend: Backend) {
    (self.batch, threads) = (batch, backend.threads)
    (instructionSet, precision) = (backend.instructionSet, backend.precision.rawValue)
  }
}

/// Times of the same work, done again and again.
struct BenchTimes: Encodable {
  let medianSeconds: Double
  let seconds99: Double
  let lowestSeconds: Double
  let highestSeconds: Double
  let imagesPerSecond: Double

  /// - Parameter images: images of each of the runs that took `seconds`. Traps without any.
  init(_ seconds: [Double], images: Int) {
    let sorted = seconds.sorted()
    let count = sorted.count
    precondition(count > 0, "nothing was timed")
    medianSeconds = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    // Never below the median, which of two values is their mean.
    seconds99 = max(medianSeconds, sorted[min(count - 1, count * 99 / 100)])
    (lowestSeconds, highestSeconds) = (sorted[0], sorted[count - 1])
    imagesPerSecond = Double(images) / max(medianSeconds, 1e-9)
  }

  var speed: String { Format.rate(imagesPerSecond, "images") }

  static func milliseconds(_ seconds: Double) -> String { Format.fixed(1000 * seconds, 2) + " ms" }

  /// A moment before `body` and one after.
  static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = ProcessInfo.processInfo.systemUptime
    try body()
    return ProcessInfo.processInfo.systemUptime - start
  }
}
