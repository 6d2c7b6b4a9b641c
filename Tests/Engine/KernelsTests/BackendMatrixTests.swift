import Kernels
import Testing

/// Matrix products against the definition in double precision.
@Suite(.serialized) struct BackendMatrixTests {
  /// Rows, columns, inner: odd sizes, single rows and columns, more rows than one block, many blocks.
  static let sizes = [
    (1, 1, 1), (1, 7, 5), (5, 1, 3), (3, 5, 1), (16, 16, 16), (17, 3, 31), (33, 65, 9), (257, 10, 64), (300, 7, 129),
  ]

  @Test(arguments: sizes)
  func allTransposes(_ rows: Int, _ columns: Int, _ inner: Int) {
    let backend = Backend(threads: 2)
    let (a, b) = (numbers(rows * inner, seed: 1), numbers(inner * columns, seed: 2))
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      for writing in [Writing.set, .add] {
        let before = numbers(rows * columns, seed: 3)
        let c = region(before)
        backend.multiply(
          c, region(a), region(b), rows: rows, columns: columns, inner: inner, transposeA: transposeA,
          transposeB: transposeB, writing)
        var expected = before.map { writing == .add ? Double($0) : 0 }
        for row in 0..<rows {
          for column in 0..<columns {
            for k in 0..<inner {
              let left = a[transposeA ? k * rows + row : row * inner + k]
              let right = b[transposeB ? column * inner + k : k * columns + column]
              expected[row * columns + column] += Double(left) * Double(right)
            }
          }
        }
        #expect(
          relativeError(c.copy(), expected) < 1e-6, "transposes \(transposeA), \(transposeB), \(writing)")
      }
    }
  }

  @Test func anEmptyInnerDimensionIsASumOfNothing() {
    let backend = Backend(threads: 2)
    let empty = Memory(count: 0).region
    let c = region([1, 2, 3, 4, 5, 6, 7])
    backend.multiply(c, empty, empty, rows: 2, columns: 3, inner: 0, .add)
    #expect(c.copy() == [1, 2, 3, 4, 5, 6, 7])
    backend.multiply(c, empty, empty, rows: 2, columns: 3, inner: 0, .set)
    #expect(c.copy() == [0, 0, 0, 0, 0, 0, 7])
  }

  @Test func noRowsOrColumnsDoNothing() {
    let backend = Backend(threads: 2)
    let (c, a) = (region([9]), region([1, 2]))
    backend.multiply(c, a, a, rows: 0, columns: 1, inner: 2)
    backend.multiply(c, a, a, rows: 1, columns: 0, inner: 2)
    #expect(c.copy() == [9])
  }

  /// What lies behind the shape is not touched, and NaN there is not read.
  @Test func nothingBeyondTheShapeIsTouched() {
    let a = region(numbers(6) + [.nan, .nan])
    let c = region([Float](repeating: 5, count: 6))
    Backend(threads: 2).multiply(c, a, a, rows: 2, columns: 2, inner: 3)
    #expect(c.copy()[4...].allSatisfy { $0 == 5 })
    #expect(c.copy()[..<4].allSatisfy { $0.isFinite && $0 != 5 })
  }

  @Test func theNumberOfThreadsDoesNotChangeBits() {
    let (a, b) = (region(numbers(1000 * 70, seed: 4)), region(numbers(70 * 33, seed: 5)))
    let results = [1, 2, 3, 7].map { threads in
      let c = Memory(count: 1000 * 33).region
      Backend(threads: threads).multiply(c, a, b, rows: 1000, columns: 33, inner: 70)
      return c.copy().map(\.bitPattern)
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test func aShortDestinationTraps() async {
    await #expect(processExitsWith: .failure) {
      let (c, a) = (Memory(count: 3).region, Memory(count: 4).region)
      Backend(threads: 1).multiply(c, a, a, rows: 2, columns: 2, inner: 2)
    }
  }
}
