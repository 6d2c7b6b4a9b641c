import Dispatch
import Foundation
import Synchronization

/// The batches of one epoch, made ahead by a background thread into a few buffers that are used again and again.
///
/// The batches are the very ones that `Loader.batch` makes. Letting go of this object stops the thread. It is meant
/// for one consumer, which should let go of a batch before it asks for the next: then no memory is allocated after the
/// first few batches. (Keeping one is safe; it costs a copy.)
package final class PrefetchedBatches: Sequence, IteratorProtocol {
  /// Seconds spent in `next()` because the thread was behind.
  package private(set) var waitSeconds: Double = 0

  package let ring: BatchRing
  private var remaining: Int
  /// The batch handed out last: its memory goes back to the thread with the next call.
  private var lent: Loader.Batch?

  init(_ loader: Loader, epoch: Int, startingAt first: Int) {
    precondition(0...loader.batchCount ~= first, "batch \(first) of \(loader.batchCount)")
    ring = BatchRing()
    remaining = loader.batchCount - first
    guard remaining > 0 else { return }
    // The thread knows the ring but not this object, so that dropping the object can end it.
    let thread = Thread { [ring] in ring.produce(loader, epoch: epoch, first..<loader.batchCount) }
    thread.name = "batches"
    thread.start()
  }

  deinit { ring.stop() }

  /// The next batch, or `nil` at the end of the epoch.
  package func next() -> Loader.Batch? {
    ring.takeBack(&lent)
    guard remaining > 0 else { return nil }
    remaining -= 1
    let (batch, waited) = ring.take()
    waitSeconds += waited
    lent = batch
    return batch
  }
}

/// Buffers on their way between the thread that fills them and the consumer.
package final class BatchRing: Sendable {
  private struct State {
    /// Three: one with the consumer, one ready, one being filled.
    var free = [Loader.Batch](repeating: .init(), count: 3)
    var ready: [Loader.Batch] = []
    var isStopped = false
    var hasEnded = false
  }
  private let state = Mutex(State())
  /// Counts `state.free`, and one more signal at the end to wake the thread. Counts start at zero and are raised by
  /// signals, because a semaphore must not be released below its first value.
  private let freeCount = DispatchSemaphore(value: 0)
  /// Counts `state.ready`.
  private let readyCount = DispatchSemaphore(value: 0)

  init() { for _ in 0..<3 { freeCount.signal() } }

  /// Whether the thread has done its work or was stopped.
  package var hasEnded: Bool { state.withLock { $0.hasEnded } }

  func produce(_ loader: Loader, epoch: Int, _ batches: Range<Int>) {
    defer { state.withLock { $0.hasEnded = true } }
    let order = loader.order(epoch: epoch)
    for number in batches {
      freeCount.wait()
      guard var batch = state.withLock({ $0.isStopped ? nil : $0.free.popLast() }) else { return }
      loader.fill(&batch, epoch: epoch, number, order: order)
      state.withLock { $0.ready.append(batch) }
      readyCount.signal()
    }
  }

  /// The oldest batch that is ready, and the seconds it took until there was one.
  func take() -> (Loader.Batch, Double) {
    var waited = 0.0
    if readyCount.wait(timeout: .now()) == .timedOut {
      let clock = ContinuousClock()
      let start = clock.now
      readyCount.wait()
      waited = (clock.now - start) / .seconds(1)
    }
    return (state.withLock { $0.ready.removeFirst() }, waited)
  }

  /// Makes a batch's memory available again. The signal comes when nothing else holds the memory any more: else the
  /// thread would have to copy it to write to it.
  func takeBack(_ batch: inout Loader.Batch?) {
    guard batch != nil else { return }
    state.withLock { state in
      if let used = batch.take() { state.free.append(used) }
    }
    freeCount.signal()
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    freeCount.signal()
  }
}
