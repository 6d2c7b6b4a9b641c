import CKernels
import Foundation

/// What the machine can do at best, measured: the scale on which kernels are judged.
extension Backend {
  /// 32-bit multiplications and additions a second, all threads together.
  package func measureMultiplyAdds() -> Double {
    let table = self.table
    return rate(operations: 24 * 16, rounds: 2_000_000) { _ = table.multiply_adds($0) }
  }

  /// 16-bit multiplications and their additions in 32 bits a second; `nil` without `mixed` precision.
  package func measureMixedProducts() -> Double? {
    mixed.map { mixed in rate(operations: 4 * 16_384, rounds: 1_000_000) { mixed.kernels.products($0) } }
  }

  /// Bytes a second that all threads read and write when each scales a block of its own of `bytes` bytes, half of it
  /// read, half written.
  package func measureTransfer(bytes: Int) -> Double {
    let count = max(16, bytes / 8)
    let blocks = (0..<threads).map { _ in (Memory(count: count).region, Memory(count: count).region) }
    let table = self.table
    let times = max(1, (1 << 26) / count)
    return rate(operations: 8 * count, rounds: times, blocks) { rounds, block in
      for _ in 0..<rounds { table.scale(block.1.pointer, block.0.pointer, 0.5, Int64(count), 0) }
    }
  }

  private func rate(operations: Int, rounds: Int, _ body: @escaping @Sendable (Int64) -> Void) -> Double {
    rate(operations: operations, rounds: rounds, Array(repeating: 0, count: threads)) { rounds, _ in
      body(Int64(rounds))
    }
  }

  /// The best of five measurements: disturbances only ever slow a machine down.
  private func rate<Block: Sendable>(
    operations: Int, rounds: Int, _ blocks: [Block], _ body: @escaping @Sendable (Int, Block) -> Void
  ) -> Double {
    var best = Double.infinity
    for _ in 0..<5 {
      let start = ProcessInfo.processInfo.systemUptime
      pool.run(blocks: blocks.count) { index, _ in body(rounds, blocks[index]) }
      best = min(best, ProcessInfo.processInfo.systemUptime - start)
    }
    return Double(operations) * Double(rounds) * Double(blocks.count) / best
  }
}
