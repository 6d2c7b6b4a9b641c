import Synchronization

/// Blocks of a parallel region in a few contiguous chains. Blocks are worked on by any thread at any time, but what
/// they do in turn happens in the order of their chain: a sum has the same bits whoever adds to it.
///
/// Threads start with whole chains, so that they seldom meet. One that has none left helps with another's: only what is
/// done in turn is not done at once.
package final class Chains: Sendable {
  package let blocks: Int
  package let count: Int
  private let counters: Counters

  /// How many blocks of each chain have had their turn. Counters of two threads must not share a cache line.
  private struct Counters: @unchecked Sendable {
    struct Slot: ~Copyable {
      let done = Atomic<Int>(0)
      let padding: (Int, Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0, 0)
    }
    let slots: UnsafeMutablePointer<Slot>
  }

  /// - Parameter count: number of chains, 1 to `blocks`; they differ by one block at most.
  package init(blocks: Int, count: Int) {
    precondition(count >= 1 && count <= blocks, "\(blocks) blocks in \(count) chains")
    (self.blocks, self.count) = (blocks, count)
    let slots = UnsafeMutablePointer<Counters.Slot>.allocate(capacity: count)
    for index in 0..<count { (slots + index).initialize(to: Counters.Slot()) }
    counters = Counters(slots: slots)
  }
  deinit {
    counters.slots.deinitialize(count: count)
    counters.slots.deallocate()
  }

  /// The first block of a chain; for `count` the number of blocks.
  package func first(_ chain: Int) -> Int { blocks * chain / count }

  /// Runs `body` when all blocks ahead of this one in its chain have had their turn. To be called once for each block,
  /// from the region's body.
  package func inTurn(_ block: Int, _ body: (_ chain: Int, _ isFirst: Bool) -> Void) {
    precondition(block >= 0 && block < blocks, "block \(block) of \(blocks)")
    let chain = ((block + 1) * count - 1) / blocks
    let ahead = block - first(chain)
    var spins = 0
    while counters.slots[chain].done.load(ordering: .acquiring) < ahead { ThreadPool.wait(&spins) }
    body(chain, ahead == 0)
    counters.slots[chain].done.store(ahead + 1, ordering: .releasing)
  }
}
