import Autodiff
import Support

/// What one operation took: medians over several runs.
struct BenchOperation: Encodable {
  let name: String
  let input: String
  let output: String
  let work: Int
  let backwardWork: Int
  let forwardSeconds: Double
  let backwardSeconds: Double

  /// - Parameter name: what to call it; `nil` for the operation's own name.
  init(_ timings: [OperationTiming], name: String? = nil) {
    let first = timings[0]
    (self.name, work, backwardWork) = (name ?? first.name, first.work, first.backwardWork)
    (input, output) = (first.input.description, first.output.description)
    forwardSeconds = BenchTimes(timings.map(\.forwardSeconds), images: 1).medianSeconds
    backwardSeconds = BenchTimes(timings.map(\.backwardSeconds), images: 1).medianSeconds
  }

  private var seconds: Double { forwardSeconds + backwardSeconds }

  /// - Parameter showsFraction: whether the operations are parts of a whole.
  static func table(_ rows: [BenchOperation], showsFraction: Bool) -> Table {
    var table = Table(
      [
        .init("operation"), .init("input", rank: 3), .init("output", rank: 2), .init("forward ms", .right),
        .init("GFLOP/s", .right, rank: 1), .init("backward ms", .right), .init("GFLOP/s", .right, rank: 1),
      ] + (showsFraction ? [.init("fraction", .right)] : []), limit: Terminal.standardOutput().limit)
    let total = rows.reduce(0) { $0 + $1.seconds }
    func speed(_ work: Int, _ seconds: Double) -> String {
      work == 0 || seconds == 0 ? "" : Format.fixed(Double(work) / seconds / 1e9, 0)
    }
    for row in rows {
      table.addRow(
        [
          row.name, row.input, row.output, Format.fixed(1e3 * row.forwardSeconds, 2),
          speed(row.work, row.forwardSeconds), Format.fixed(1e3 * row.backwardSeconds, 2),
          speed(row.backwardWork, row.backwardSeconds),
        ] + (showsFraction ? [Format.percent(row.seconds / total)] : []))
    }
    return table
  }
}
