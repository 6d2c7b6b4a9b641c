import Kernels
import Testing

struct RegionTests {
  @Test(arguments: [0, 1, 15, 16, 17, 1 << 20])
  func memoryStartsAtZero(_ count: Int) {
    let memory = Memory(count: count)
    #expect(memory.count == count)
    #expect(memory.region.count == count)
    #expect(memory.region.copy() == [Float](repeating: 0, count: count))
  }

  @Test func partsShareTheMemory() {
    let whole = region([0, 1, 2, 3, 4, 5])
    let part = whole.part(2, 3)
    #expect(part.copy() == [2, 3, 4])
    part[1] = 30
    #expect(part[1] == 30)
    part.part(2, 1).fill(40)
    #expect(whole.copy() == [0, 1, 2, 30, 40, 5])
    #expect(whole.part(6, 0).copy() == [])
  }

  @Test func assignment() {
    let (one, other) = (region([1, 2, 3]), region([4, 5, 6]))
    one.assign(other)
    #expect(one.copy() == [4, 5, 6])
    one.assign([7, 8, 9])
    #expect(one.copy() == [7, 8, 9])
    #expect(other.copy() == [4, 5, 6])
    // Overlapping runs of one memory keep the values.
    let run = region([1, 2, 3, 4])
    run.part(1, 3).assign(run.part(0, 3))
    #expect(run.copy() == [1, 1, 2, 3])
    let empty = Memory(count: 0).region
    empty.assign([])
    empty.fill(1)
    #expect(empty.copy() == [])
  }

  @Test func spansReadAndWrite() {
    let run = region([1, 2, 3])
    let sum = run.read { span in
      var sum: Float = 0
      for index in span.indices { sum += span[index] }
      return sum
    }
    #expect(sum == 6)
    run.part(1, 2).write { span in
      for index in span.indices { span[index] *= 10 }
    }
    #expect(run.copy() == [1, 20, 30])
  }

  @Test func aPartBeyondTheEndTraps() async {
    await #expect(processExitsWith: .failure) { _ = Memory(count: 4).region.part(2, 3) }
  }
  @Test func aRunThatOverflowsTraps() async {
    await #expect(processExitsWith: .failure) { _ = Region(Memory(count: 4), offset: 1, count: Int.max) }
  }
  @Test func anElementBeyondTheEndTraps() async {
    await #expect(processExitsWith: .failure) { Memory(count: 8).region.part(0, 4)[4] = 1 }
  }
  @Test func assigningAnotherCountTraps() async {
    await #expect(processExitsWith: .failure) { Memory(count: 4).region.assign([1, 2, 3]) }
  }
}
