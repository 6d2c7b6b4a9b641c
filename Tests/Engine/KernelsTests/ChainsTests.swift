import Foundation
import Kernels
import Synchronization
import Testing

/// More threads than processors and than chains, too.
@Suite(.serialized) struct ChainsTests {
  /// Every block is worked on once, and the turns of a chain come one after the other and in order: whoever takes a
  /// block ahead of its turn leaves a wrong number.
  @Test(arguments: [1, 2, 3, 16])
  func turnsComeInTheOrderOfTheirChain(_ threads: Int) {
    let pool = ThreadPool(threads: threads)
    for (blocks, count) in [(1, 1), (2, 2), (7, 3), (64, 8), (65, 2), (33, 32), (100, 1)] {
      let worked = Memory(count: blocks).region
      let last = Memory(count: count).region
      let wrong = Atomic<Int>(0)
      let chains = Chains(blocks: blocks, count: count)
      func check(_ chains: Chains) {
        pool.run(chains) { block, thread in
          worked[block] += 1
          // The first of two neighbours takes longer.
          if block % 2 == 0 { usleep(50) }
          chains.inTurn(block) { chain, isFirst in
            let expected = isFirst ? 0 : last[chain]
            if isFirst != (block == chains.first(chain)) || Float(block - chains.first(chain)) != expected {
              wrong.add(1, ordering: .relaxed)
            }
            last[chain] = expected + 1
          }
        }
      }
      check(chains)
      #expect(worked.copy() == [Float](repeating: 1, count: blocks), "\(blocks) blocks in \(count) chains")
      #expect(wrong.load(ordering: .relaxed) == 0, "\(blocks) blocks in \(count) chains")
      #expect(last.copy() == (0..<count).map { Float(chains.first($0 + 1) - chains.first($0)) })
    }
  }

  /// A thread whose chains are done takes blocks of another's: the first block ends only when all others are worked on,
  /// in their turn or waiting for it.
  @Test func aSlowChainIsHelped() {
    final class Progress: Sendable { let begun = Atomic<Int>(0) }
    let pool = ThreadPool(threads: 2)
    let progress = Progress()
    let chains = Chains(blocks: 4, count: 2)
    let order = Memory(count: 4).region
    let turns = Progress()
    pool.run(chains) { block, _ in
      progress.begun.add(1, ordering: .relaxed)
      if block == 0 { for _ in 0..<10_000 where progress.begun.load(ordering: .relaxed) < 4 { usleep(1_000) } }
      chains.inTurn(block) { _, _ in order[block] = Float(turns.begun.add(1, ordering: .relaxed).newValue) }
    }
    #expect(progress.begun.load(ordering: .relaxed) == 4)
    #expect(order[0] < order[1] && order[2] < order[3])
  }

  /// A block need not take its turn if none of its chain does.
  @Test func turnsMayBeLeftOut() {
    let pool = ThreadPool(threads: 3)
    let worked = Memory(count: 10).region
    pool.run(Chains(blocks: 10, count: 3)) { block, _ in worked[block] += 1 }
    #expect(worked.copy() == [Float](repeating: 1, count: 10))
  }

  @Test func moreChainsThanBlocksAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = Chains(blocks: 2, count: 3) }
  }
}
