import Foundation
import Kernels
import Synchronization
import Testing

/// More threads than processors on purpose: what holds then holds under any load.
@Suite(.serialized) struct ThreadPoolTests {
  /// How often each block was worked on, and by which threads.
  private final class Tally: Sendable {
    private let blocks: Region
    private let workers = Memory(count: 64).region
    // Of atomics: the thread sanitizer does not know Swift's `Mutex`, and would take all it guards for a race.
    private let isBusy = Atomic<Bool>(false)

    init(_ blocks: Int) { self.blocks = Memory(count: blocks).region }

    func add(_ block: Int, _ thread: Int) {
      while isBusy.exchange(true, ordering: .acquiring) { sched_yield() }
      blocks[block] += 1
      workers[thread] += 1
      isBusy.store(false, ordering: .releasing)
    }
    var counts: [Int] { blocks.copy().map { Int($0) } }
    var threads: [Int] { (0..<workers.count).filter { workers[$0] > 0 } }
  }

  @Test(arguments: [1, 2, 3, 16])
  func everyBlockIsWorkedOnExactlyOnce(_ threads: Int) {
    let pool = ThreadPool(threads: threads)
    #expect(pool.threads == threads)
    for blocks in Array(0...40) + [63, 64, 65, 100, 255, 256, 257, 999, 1000] {
      let tally = Tally(blocks)
      pool.run(blocks: blocks) { block, thread in tally.add(block, thread) }
      #expect(tally.counts.allSatisfy { $0 == 1 }, "\(blocks) blocks")
      #expect(tally.threads.allSatisfy { (0..<threads).contains($0) }, "\(blocks) blocks")
    }
  }

  /// `run` returns when all blocks are done, and the next one starts at once: a worker must neither miss a region nor
  /// work in one that is over. Every region's blocks see all numbers of the region before.
  @Test(arguments: [2, 3, 16])
  func manyShortRegionsInARow(_ threads: Int) {
    let pool = ThreadPool(threads: threads)
    let values = Memory(count: 8).region
    let regions = threads > 4 ? 300 : 3_000
    for _ in 0..<regions {
      pool.run(blocks: 8) { block, _ in values[block] += 1 }
    }
    #expect(values.copy() == [Float](repeating: Float(regions), count: 8))
  }

  /// A recording does again what was recorded, every block once, and no region before the one ahead of it is done.
  @Test(arguments: [1, 2, 3, 16])
  func recordedRegionsRunAgainInOrder(_ threads: Int) {
    let pool = ThreadPool(threads: threads)
    let values = Memory(count: 8).region
    let sums = Memory(count: 1).region
    let recording = pool.record {
      pool.run(blocks: 8) { block, _ in values[block] += 1 }
      pool.run(blocks: 1) { _, _ in sums[0] = (0..<8).reduce(0) { $0 + values[$1] } }
      pool.run(blocks: 0) { _, _ in sums[0] = .nan }
      pool.run(blocks: 8) { block, _ in values[block] = sums[0] / 8 + Float(block % 2) - 0.5 }
    }
    pool.run(blocks: 8) { block, _ in values[block] += 1 }
    let passes = threads > 4 ? 200 : 2_000
    for _ in 0..<passes { pool.run(recording) }
    #expect(values.copy() == (0..<8).map { Float(passes + 2) + Float($0 % 2) - 0.5 })
    usleep(5_000)
    pool.run(recording)
    #expect(sums[0] == 8 * Float(passes + 3))
  }

  /// Threads that had time to fall asleep between two regions are woken.
  @Test func regionsAfterASleep() {
    let pool = ThreadPool(threads: 3)
    for _ in 0..<5 {
      usleep(5_000)
      let tally = Tally(20)
      pool.run(blocks: 20) { block, thread in tally.add(block, thread) }
      #expect(tally.counts.allSatisfy { $0 == 1 })
    }
  }

  /// The first block ends only when all others are done: another thread must take over the rest of its run.
  @Test func aSlowBlockDoesNotHoldUpItsRun() {
    final class Progress: Sendable {
      let done = Atomic<Int>(0)
      let overtaken = Atomic<Bool>(false)
    }
    let pool = ThreadPool(threads: 2)
    let progress = Progress()
    pool.run(blocks: 10) { block, _ in
      if block == 0 {
        for _ in 0..<10_000 where progress.done.load(ordering: .relaxed) < 9 { usleep(1_000) }
        progress.overtaken.store(progress.done.load(ordering: .relaxed) == 9, ordering: .relaxed)
      } else {
        progress.done.add(1, ordering: .relaxed)
      }
    }
    let wasOvertaken = progress.overtaken.load(ordering: .relaxed)
    #expect(wasOvertaken)
  }

  /// The last owner's release ends the threads, whether they spin or sleep, and leaves nothing behind.
  @Test(arguments: [(2, 0), (16, 0), (3, 20_000)])
  func destroyedWhileIdle(_ threads: Int, _ microseconds: UInt32) {
    for use in [false, true] {
      weak var seen: ThreadPool?
      do {
        let pool = ThreadPool(threads: threads)
        seen = pool
        if use { pool.run(blocks: 100) { _, _ in } }
        usleep(microseconds)
      }
      #expect(seen == nil, "the pool outlives its owner")
    }
  }

  @Test func poolsMayBeMadeAndUsedInsideABody() {
    let outer = ThreadPool(threads: 2)
    let tally = Tally(6 * 50)
    outer.run(blocks: 6) { block, _ in
      let inner = ThreadPool(threads: 3)
      inner.run(blocks: 50) { part, thread in tally.add(block * 50 + part, thread) }
    }
    #expect(tally.counts.allSatisfy { $0 == 1 })
  }

  @Test func negativeNumbersOfBlocksDoNothing() {
    for threads in [1, 2] {
      let tally = Tally(1)
      ThreadPool(threads: threads).run(blocks: -5) { _, thread in tally.add(0, thread) }
      #expect(tally.counts == [0])
    }
  }

  @Test func noThreadsAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = ThreadPool(threads: 0) }
  }
}
