/// Packs buffers with known lifetimes into one arena, so that buffers that never live together share memory.
struct MemoryPlan {
  /// A buffer of `count` floats that must keep its content from step `first` to step `last`, both included.
  struct Request {
    let count: Int
    let first: Int
    let last: Int
  }

  /// The start of every request in the arena, in floats: multiples of 16.
  let offsets: [Int]
  /// Floats of the whole arena.
  let extent: Int

  /// Largest first, each at the lowest place that no buffer alive at the same time occupies: a simple rule that comes
  /// close to the lower bound for layered networks.
  init(_ requests: [Request]) {
    var offsets = [Int](repeating: 0, count: requests.count)
    var placed: [(index: Int, offset: Int, count: Int)] = []
    var extent = 0
    let order = requests.indices.sorted { (requests[$1].count, $0) < (requests[$0].count, $1) }
    for index in order {
      let request = requests[index]
      let count = padded(request.count)
      var offset = 0
      // `placed` is ordered by offset: the first gap that is wide enough is taken.
      for other in placed
      where requests[other.index].first <= request.last && request.first <= requests[other.index].last {
        if other.offset >= offset + count { break }
        offset = max(offset, other.offset + other.count)
      }
      offsets[index] = offset
      extent = max(extent, offset + count)
      let position = placed.firstIndex { $0.offset > offset } ?? placed.count
      placed.insert((index, offset, count), at: position)
    }
    (self.offsets, self.extent) = (offsets, extent)
  }
}
