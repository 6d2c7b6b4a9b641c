import CKernels
import Foundation
import Synchronization

/// The threads that work for the engine, kept from one parallel region to the next.
///
/// A region is cut into blocks by the caller, by shape and never by the number of threads. Every thread starts with a
/// contiguous run of blocks and, when done, takes blocks from the others' runs, so that a busy machine does not leave
/// one thread waiting for another. Which thread works on a block never changes a result.
public final class ThreadPool: @unchecked Sendable {
  /// Threads that work on a region, the calling one included.
  public let threads: Int

  private let crew: Crew
  private var handles: [pthread_t] = []

  /// Spins this many times before a thread goes to sleep: some ten microseconds, the gap between two layers.
  fileprivate static let patience = 2_000

  /// - Parameter threads: 1 or more; the calling thread is one of them.
  public init(threads: Int) {
    precondition(threads >= 1 && threads <= 1024, "\(threads) threads")
    self.threads = threads
    crew = Crew(threads: threads)
    for index in 1..<max(1, threads) { start(index) }
  }

  deinit {
    crew.dismiss()
    for handle in handles { pthread_join(handle, nil) }
  }

  /// Runs `body(block, thread)` for every block in 0..<blocks, on all threads, and returns when all are done.
  ///
  /// Not to be called from inside a body.
  public func run(blocks: Int, _ body: @escaping @Sendable (_ block: Int, _ thread: Int) -> Void) {
    guard threads > 1, blocks > 1 else {
      for block in 0..<max(0, blocks) { body(block, 0) }
      return
    }
    crew.run(blocks: blocks, body)
  }

  private func start(_ index: Int) {
    let job = Job(crew: crew, index: index)
    let argument = Unmanaged.passRetained(job).toOpaque()
    var handle = pthread_t()
    let status = pthread_create(
      &handle, nil,
      { raw in
        guard let raw = raw else { return nil }
        let job = Unmanaged<Job>.fromOpaque(raw).takeRetainedValue()
        job.crew.serve(job.index)
        return nil
      }, argument)
    precondition(status == 0, "cannot start thread \(index): \(status)")
    handles.append(handle)
  }

  /// What a worker thread is given.
  private final class Job {
    let crew: Crew
    let index: Int
    init(crew: Crew, index: Int) { (self.crew, self.index) = (crew, index) }
  }
}

/// What the threads of a pool share. Workers hold this and not the pool, so that the pool can end and dismiss them.
private final class Crew: @unchecked Sendable {
  typealias Body = @Sendable (_ block: Int, _ thread: Int) -> Void

  private let threads: Int
  // Written by the calling thread before `generation` is raised, read by the workers after: ordered by the atomic.
  private var body: Body = { _, _ in }
  private let ranges: Ranges
  private let generation = Atomic<Int>(0)
  private let running = Atomic<Int>(0)
  private let gate = Gate()

  init(threads: Int) {
    self.threads = threads
    ranges = Ranges(count: threads)
  }

  func run(blocks: Int, _ body: @escaping Body) {
    self.body = body
    ranges.reset(blocks: blocks)
    running.store(threads - 1, ordering: .relaxed)
    generation.add(1, ordering: .sequentiallyConsistent)
    gate.wake()
    work(0, body)
    var spins = 0
    while running.load(ordering: .acquiring) > 0 {
      spins += 1
      if spins < 20 * ThreadPool.patience { ck_pause() } else { sched_yield() }
    }
    self.body = { _, _ in }
  }

  /// The life of a worker: to work in every region until dismissed.
  func serve(_ thread: Int) {
    var seen = 0
    while true {
      var spins = 0
      while generation.load(ordering: .sequentiallyConsistent) == seen {
        spins += 1
        if spins < ThreadPool.patience {
          ck_pause()
        } else {
          gate.sleep(while: { generation.load(ordering: .sequentiallyConsistent) == seen })
        }
      }
      seen += 1
      if gate.isClosed { return }
      work(thread, body)
      running.subtract(1, ordering: .releasing)
    }
  }

  func dismiss() {
    gate.close()
    generation.add(1, ordering: .sequentiallyConsistent)
    gate.wake()
  }

  private func work(_ thread: Int, _ body: Body) {
    for step in 0..<threads {
      let owner = (thread + step) % threads
      while let block = ranges.take(owner) { body(block, thread) }
    }
  }
}

/// The blocks that each thread starts with; `take` hands out each block once.
private final class Ranges: @unchecked Sendable {
  private struct Slot: ~Copyable {
    let next = Atomic<Int>(0)
    let end = Atomic<Int>(0)
    // Slots of two threads must not share a cache line.
    let padding: (Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0)
  }
  private let slots: UnsafeMutablePointer<Slot>
  private let count: Int

  init(count: Int) {
    self.count = count
    slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    for index in 0..<count { (slots + index).initialize(to: Slot()) }
  }
  deinit {
    slots.deinitialize(count: count)
    slots.deallocate()
  }

  func reset(blocks: Int) {
    for index in 0..<count {
      slots[index].next.store(blocks * index / count, ordering: .relaxed)
      slots[index].end.store(blocks * (index + 1) / count, ordering: .relaxed)
    }
  }
  func take(_ owner: Int) -> Int? {
    let end = slots[owner].end.load(ordering: .relaxed)
    guard slots[owner].next.load(ordering: .relaxed) < end else { return nil }
    let block = slots[owner].next.add(1, ordering: .relaxed).oldValue
    return block < end ? block : nil
  }
}

/// Where idle threads sleep.
private final class Gate: @unchecked Sendable {
  private let condition = NSCondition()
  private let sleepers = Atomic<Int>(0)
  private let closed = Atomic<Bool>(false)

  var isClosed: Bool { closed.load(ordering: .acquiring) }
  func close() { closed.store(true, ordering: .releasing) }

  func sleep(while idle: () -> Bool) {
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while idle() { condition.wait() }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
  }
  func wake() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }
}
