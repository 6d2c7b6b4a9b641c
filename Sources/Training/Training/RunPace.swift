/// How fast a run is and how long it will still take, from what was measured since it was started or resumed.
///
/// The first steps are not counted: buffers grow in them and caches fill. Until there is a measurement there is no
/// figure.
package struct RunPace {
  private let epochs: Int
  private let batches: Int
  /// Where the measurement of steps began: steps of the run done by then, and the time.
  private var beginning: (steps: Int, time: Double)?
  private var last: (steps: Int, time: Double)?
  private var seen = 0
  /// Whether this epoch gave a figure, and whether its validation is still to come.
  private var (isMeasured, isInEpoch) = (false, false)
  /// Of the epochs that were measured as a whole: what validation and files took.
  private var endSeconds: Double?
  package private(set) var stepSeconds: Double?

  /// Steps before the measurement begins, and the shortest one, in seconds.
  private static let (warmUp, shortest) = (2, 0.3)

  /// - Parameters:
  ///   - epochs: of the whole run.
  ///   - batches: of an epoch.
  package init(epochs: Int, batches: Int) { (self.epochs, self.batches) = (epochs, batches) }

  /// Steps of the whole run.
  package var total: Int { epochs * batches }
  /// Of these, the steps done.
  package var done: Int { last?.steps ?? 0 }

  /// A step has ended.
  ///
  /// - Parameters:
  ///   - epoch: counted from 1.
  ///   - batch: counted from 1.
  package mutating func step(epoch: Int, batch: Int, at time: Double) {
    (seen, isInEpoch) = (seen + 1, true)
    let steps = (epoch - 1) * batches + batch
    last = (steps, time)
    if seen <= Self.warmUp || beginning == nil { beginning = (steps, time) }
    guard let beginning, steps > beginning.steps, time - beginning.time >= Self.shortest else { return }
    stepSeconds = (time - beginning.time) / Double(steps - beginning.steps)
    isMeasured = true
  }

  /// An epoch has ended, with its validation and its files, whose time is not one of steps.
  package mutating func endEpoch(at time: Double) {
    guard let last else { return }
    endSeconds = time - last.time
    if isMeasured { beginning = (last.steps, time) } else { beginning?.time += time - last.time }
    self.last?.time = time
    (isMeasured, isInEpoch) = (false, false)
  }

  /// Seconds to the end of the last epoch, or `nil` before there is a measurement.
  package func remaining(at time: Double) -> Double? {
    guard let stepSeconds, let last, last.steps < total || isInEpoch else { return nil }
    let ends = epochs - last.steps / batches + (isInEpoch && last.steps % batches == 0 ? 1 : 0)
    let seconds = Double(total - last.steps) * stepSeconds + Double(ends) * (endSeconds ?? 0)
    return max(0, seconds - (time - last.time))
  }
}
