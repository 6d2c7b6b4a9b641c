import Foundation
import Support
import Training

/// The line below the table: how far the whole run is, how fast, and how long it will take. It is there from the first
/// epoch to the report, and makes room only for rows of the table.
struct TrainingProgress {
  private let epochs: Int
  private let batchSize: Int
  private var bar: ProgressBar
  /// Known from the first step on.
  private var pace: RunPace?

  /// - Parameter done: whole epochs of an earlier process.
  init(epochs: Int, batchSize: Int, done: Int) {
    (self.epochs, self.batchSize) = (epochs, batchSize)
    bar = ProgressBar("epoch \(min(done + 1, epochs))/\(epochs)", total: epochs, done: done, unit: .fraction)
    bar.update(to: done)
  }

  /// - Parameter loss: the mean of the epoch so far.
  mutating func step(epoch: Int, batch: Int, of batches: Int, loss: Double) {
    var pace = pace ?? RunPace(epochs: epochs, batches: batches)
    let time = Self.now
    pace.step(epoch: epoch, batch: batch, at: time)
    if self.pace == nil {
      bar.clear()
      bar = ProgressBar("", total: pace.total, done: pace.done, unit: .fraction)
    }
    self.pace = pace
    // Behind the last step comes the validation, in which nothing is drawn.
    let isLast = batch == batches
    bar.label = "epoch \(epoch)/\(epochs) " + (isLast ? "validating" : "loss \(Format.fixed(loss, 4))")
    draw(at: time, isUrgent: isLast)
  }

  /// The row of the epoch is printed.
  mutating func endEpoch(_ epoch: Int) {
    let time = Self.now
    pace?.endEpoch(at: time)
    bar.label = "epoch \(min(epoch + 1, epochs))/\(epochs)"
    draw(at: time, isUrgent: true)
  }

  mutating func showReporting() {
    bar.label = "report"
    (bar.rate, bar.remaining) = (nil, nil)
    bar.update(to: bar.done, isUrgent: true)
  }

  mutating func clear() { bar.clear() }

  private mutating func draw(at time: Double, isUrgent: Bool) {
    bar.rate = pace?.stepSeconds.map { Format.rate(Double(batchSize) / max($0, 1e-9), "images") }
    bar.remaining = pace?.remaining(at: time)
    bar.update(to: pace?.done ?? bar.done, isUrgent: isUrgent)
  }

  private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
