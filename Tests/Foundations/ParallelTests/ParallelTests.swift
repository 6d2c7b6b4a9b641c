import Parallel
import Synchronization
import Testing

@Suite struct ParallelTests {
  private struct Broken: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 7, nil])
  func resultsComeInTheOrderOfTheirIndices(threads: Int?) {
    let values = Parallel.map(1000, threads: threads) { index in
      var sum = 0
      // Unequal amounts of work, the most at the beginning.
      for term in 0..<(1000 - index) * 20 { sum &+= term }
      return [index, sum]
    }
    #expect(values.map { $0[0] } == Array(0..<1000))
  }

  @Test(arguments: [1, 2, 64])
  func theFirstFailureByIndexIsThrown(threads: Int) {
    // The failure at 41 needs the longest: others are found before it.
    #expect(throws: Broken(index: 41)) {
      try Parallel.map(500, threads: threads) { (index) throws(Broken) -> Int in
        guard index >= 41 else { return index }
        var sum = 0
        for term in 0..<(index == 41 ? 2_000_000 : 1) { sum &+= term }
        throw Broken(index: index + (sum == -1 ? 1 : 0))
      }
    }
  }

  @Test func nothingBeginsAfterAFailure() {
    let begun = Mutex(0)
    #expect(throws: Broken(index: 3)) {
      try Parallel.map(1_000, threads: 1) { index in
        begun.withLock { $0 += 1 }
        if index == 3 { throw Broken(index: index) }
      }
    }
    #expect(begun.withLock { $0 } == 4)
  }

  @Test func nothingIsComputedOfNothing() {
    let values = Parallel.map(0, threads: 3) { index in
      Issue.record("computed \(index)")
      return index
    }
    #expect(values.isEmpty)
  }

  @Test func noMoreThanTheThreadsWorkAtATime() {
    let state = Mutex((working: 0, most: 0))
    _ = Parallel.map(200, threads: 2) { index in
      state.withLock {
        $0.working += 1
        $0.most = max($0.most, $0.working)
      }
      var sum = index
      for term in 0..<20_000 { sum &+= term }
      state.withLock { $0.working -= 1 }
      return sum
    }
    #expect((1...2).contains(state.withLock { $0.most }))
  }
}
