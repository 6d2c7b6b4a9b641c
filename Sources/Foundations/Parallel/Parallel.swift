import Dispatch
import Synchronization

/// Independent computations on several threads.
package enum Parallel {
  /// What the threads share while they work.
  private struct Progress<Value, Problem: Error> {
    var next = 0
    var results: [Value?]
    var failure: (index: Int, problem: Problem)?

    mutating func takeIndex() -> Int? {
      guard next < results.count else { return nil }
      defer { next += 1 }
      return next
    }
  }

  /// `body(0)`, …, `body(count - 1)`, in this order, each computed once.
  ///
  /// Indices are handed out in rising order, so a failure is always the one that a loop would have thrown: everything
  /// before it was handed out already and is waited for; what comes after it need not begin.
  ///
  /// Traps if count is negative or threads is not positive.
  /// - Parameters:
  ///   - threads: how many indices are worked on at a time at most, which bounds the memory that they take; all
  ///     processors if `nil`.
  ///   - body: must give the same result whatever else is being computed.
  /// - Throws: what `body` throws for the lowest index for which it throws.
  package static func map<Value: Sendable, Problem: Error>(
    _ count: Int, threads: Int? = nil, _ body: @Sendable (Int) throws(Problem) -> Value
  ) throws(Problem) -> [Value] {
    let workers = min(threads ?? count, count)
    precondition(count >= 0 && threads != 0 && workers >= 0, "\(count) items on \(threads ?? count) threads")
    let progress = Mutex(Progress<Value, Problem>(results: [Value?](repeating: nil, count: count)))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = progress.withLock({ $0.takeIndex() }) {
        do throws(Problem) {
          let value = try body(index)
          progress.withLock { $0.results[index] = value }
        } catch {
          progress.withLock {
            $0.next = $0.results.count
            if index < $0.failure?.index ?? count { $0.failure = (index, error) }
          }
        }
      }
    }
    let (results, failure) = progress.withLock { ($0.results, $0.failure) }
    if let failure { throw failure.problem }
    return results.compactMap(\.self)
  }
}
