import CKernels
import Foundation
import Synchronization

/// The threads that work for the engine, kept from one parallel region to the next.
///
/// A region is cut into blocks by the caller, by shape and never by the number of threads. Every thread starts with a
/// contiguous run of blocks and, when done, takes blocks from the others' runs, so that a busy machine does not leave
/// one thread waiting for another. Which thread works on a block never changes a result.
package final class ThreadPool: @unchecked Sendable {
  /// Threads that work on a region, the calling one included.
  package let threads: Int

  private let workers: Workers
  private var handles: [pthread_t] = []
  private var recorded: [Stage]?

  /// Regions to be run again with the same bodies, on the pool that recorded them.
  package final class Recording: Sendable {
    fileprivate let stages: [Stage]
    fileprivate init(stages: [Stage]) { self.stages = stages }
  }

  /// Spins this many times before a thread goes to sleep: some ten microseconds, the gap between two layers.
  fileprivate static let spinLimit = 2_000

  /// Waits a moment for another thread that works: that is over soon, unless it has lost its processor.
  static func wait(_ spins: inout Int) {
    spins += 1
    if spins < 20 * spinLimit { ck_pause() } else { sched_yield() }
  }

  /// - Parameter threads: 1 or more; the calling thread is one of them.
  package init(threads: Int) {
    precondition(threads >= 1 && threads <= 1024, "\(threads) threads")
    self.threads = threads
    workers = Workers(threads: threads)
    for index in 1..<max(1, threads) { start(index) }
  }

  deinit {
    workers.dismiss()
    for handle in handles { pthread_join(handle, nil) }
  }

  /// Runs `body(block, thread)` for every block in 0..<blocks, on all threads, and returns when all are done.
  ///
  /// Not to be called from inside a body.
  package func run(blocks: Int, _ body: @escaping @Sendable (_ block: Int, _ thread: Int) -> Void) {
    recorded?.append(Stage(blocks: blocks, threads: threads, body))
    guard threads > 1, blocks > 1 else {
      for block in 0..<max(0, blocks) { body(block, 0) }
      return
    }
    workers.run(blocks: blocks, body)
  }

  /// The same for blocks in chains. Not to be recorded: a chain can be gone through once.
  package func run(_ chains: Chains, _ body: @escaping @Sendable (_ block: Int, _ thread: Int) -> Void) {
    precondition(recorded == nil, "chains cannot be run again")
    guard threads > 1, chains.blocks > 1 else {
      for block in 0..<chains.blocks { body(block, 0) }
      return
    }
    workers.run(blocks: chains.blocks, chains: chains, body)
  }

  /// Runs `body` and remembers the regions that it runs.
  package func record(_ body: () -> Void) -> Recording {
    recorded = []
    body()
    defer { recorded = nil }
    return Recording(stages: recorded ?? [])
  }

  /// Runs all regions of a recording again, in order: a thread goes from one to the next as soon as all blocks of the
  /// first are done, without being called for each.
  package func run(_ recording: Recording) {
    guard threads > 1 else {
      for stage in recording.stages { stage.workAlone() }
      return
    }
    workers.run(recording.stages)
  }

  private func start(_ index: Int) {
    let job = Job(workers: workers, index: index)
    let argument = Unmanaged.passRetained(job).toOpaque()
    var handle = pthread_t()
    let status = pthread_create(
      &handle, nil,
      { raw in
        guard let raw = raw else { return nil }
        let job = Unmanaged<Job>.fromOpaque(raw).takeRetainedValue()
        job.workers.serve(job.index)
        return nil
      }, argument)
    precondition(status == 0, "cannot start thread \(index): \(status)")
    handles.append(handle)
  }

  /// What a worker thread is given.
  private final class Job {
    let workers: Workers
    let index: Int
    init(workers: Workers, index: Int) { (self.workers, self.index) = (workers, index) }
  }
}

/// What the threads of a pool share. Workers hold this and not the pool, so that the pool can end and dismiss them.
///
/// No thread waits for a worker that sleeps or has no processor: the calling thread opens a pass, works, and closes it
/// when no worker is inside; who comes later finds it closed.
private final class Workers: @unchecked Sendable {
  typealias Body = @Sendable (_ block: Int, _ thread: Int) -> Void

  private let region: [Stage]
  // Written by the calling thread while the pass is closed, read by the workers inside: ordered by `inside`.
  private var stages: [Stage] = []
  private let generation = Atomic<Int>(0)
  /// Workers inside the pass; -1 while it is closed.
  private let inside = Atomic<Int>(-1)
  private let sleeping = SleepingThreads()

  init(threads: Int) { region = [Stage(blocks: 0, threads: threads) { _, _ in }] }

  func run(blocks: Int, chains: Chains? = nil, _ body: @escaping Body) {
    region[0].set(blocks: blocks, chains: chains, body)
    run(region)
    region[0].set(blocks: 0, chains: nil) { _, _ in }
  }

  func run(_ stages: [Stage]) {
    for stage in stages { stage.reset() }
    self.stages = stages
    inside.store(0, ordering: .releasing)
    generation.add(1, ordering: .sequentiallyConsistent)
    sleeping.wake()
    for stage in stages { stage.work(0) }
    var spins = 0
    while !inside.compareExchange(expected: 0, desired: -1, ordering: .acquiringAndReleasing).exchanged {
      ThreadPool.wait(&spins)
    }
  }

  /// The life of a worker: to work in every pass that it finds open until dismissed.
  func serve(_ thread: Int) {
    var seen = 0
    while true {
      var spins = 0
      while generation.load(ordering: .sequentiallyConsistent) == seen {
        spins += 1
        if spins < ThreadPool.spinLimit {
          ck_pause()
        } else {
          sleeping.sleep(while: { generation.load(ordering: .sequentiallyConsistent) == seen })
        }
      }
      seen = generation.load(ordering: .sequentiallyConsistent)
      if sleeping.isClosed { return }
      guard enter() else { continue }
      for stage in stages { stage.work(thread) }
      inside.subtract(1, ordering: .releasing)
    }
  }

  private func enter() -> Bool {
    var count = inside.load(ordering: .relaxed)
    while count >= 0 {
      let (entered, now) = inside.compareExchange(
        expected: count, desired: count + 1, ordering: .acquiringAndReleasing)
      if entered { return true }
      count = now
    }
    return false
  }

  func dismiss() {
    sleeping.close()
    generation.add(1, ordering: .sequentiallyConsistent)
    sleeping.wake()
  }
}

/// A region: a body, its blocks, and how far they are. Each thread starts with a contiguous run of blocks, of whole
/// chains if there are any.
private final class Stage: @unchecked Sendable {
  private struct Slot: ~Copyable {
    let next = Atomic<Int>(0)
    // Slots of two threads must not share a cache line.
    let padding: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
  }
  private var blocks: Int
  private var chains: Chains?
  private var body: Workers.Body
  private let threads: Int
  /// The next block of every thread's run, and last the number of blocks that are done.
  private let slots: UnsafeMutablePointer<Slot>

  init(blocks: Int, threads: Int, _ body: @escaping Workers.Body) {
    (self.blocks, self.threads, self.body) = (max(0, blocks), threads, body)
    slots = UnsafeMutablePointer<Slot>.allocate(capacity: threads + 1)
    for index in 0...threads { (slots + index).initialize(to: Slot()) }
  }
  deinit {
    slots.deinitialize(count: threads + 1)
    slots.deallocate()
  }

  func set(blocks: Int, chains: Chains?, _ body: @escaping Workers.Body) {
    (self.blocks, self.chains, self.body) = (blocks, chains, body)
  }

  func reset() {
    for index in 0..<threads { slots[index].next.store(first(index), ordering: .relaxed) }
    slots[threads].next.store(0, ordering: .relaxed)
  }

  func workAlone() { for block in 0..<blocks { body(block, 0) } }

  /// Takes blocks until there are none, and returns when all are done, whoever did them.
  func work(_ thread: Int) {
    let body = self.body
    var count = 0
    for step in 0..<threads {
      let owner = (thread + step) % threads
      while let block = take(owner) {
        body(block, thread)
        count += 1
      }
    }
    if count > 0 { slots[threads].next.add(count, ordering: .acquiringAndReleasing) }
    var spins = 0
    while slots[threads].next.load(ordering: .acquiring) < blocks { ThreadPool.wait(&spins) }
  }

  private func first(_ index: Int) -> Int {
    guard let chains else { return blocks * index / threads }
    return chains.first(chains.count * index / threads)
  }

  private func take(_ owner: Int) -> Int? {
    let end = first(owner + 1)
    guard slots[owner].next.load(ordering: .relaxed) < end else { return nil }
    let block = slots[owner].next.add(1, ordering: .relaxed).oldValue
    return block < end ? block : nil
  }
}

/// Where idle threads sleep.
private final class SleepingThreads: @unchecked Sendable {
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
