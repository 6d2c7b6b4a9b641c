import Kernels
import Testing

struct BackendPixelsTests {
  /// Against the definition, for images that are neither square nor few.
  @Test(arguments: [1, 3]) func lookUpFollowsTheTable(_ threads: Int) {
    let (images, height, width) = (5, 3, 4)
    let x = (0..<images * height * width * 3).map { UInt8(($0 * 89 + 7) % 256) }
    let levels = (0..<768).map { Float($0) / 7 - 20 }
    let (rows, columns) = ([2, 0, 1], [3, 3, 0, 1])
    let y = Memory(count: x.count).region
    Backend(threads: threads).lookUp(y, x.span, levels, rows: rows, columns: columns)
    for n in 0..<images {
      for h in 0..<height {
        for w in 0..<width {
          for c in 0..<3 {
            let level = x[((n * height + rows[h]) * width + columns[w]) * 3 + c]
            #expect(y[((n * height + h) * width + w) * 3 + c] == levels[c * 256 + Int(level)])
          }
        }
      }
    }
  }

  @Test func anIndexOutsideTraps() async {
    await #expect(processExitsWith: .failure) {
      let x = [UInt8](repeating: 0, count: 12)
      Backend(threads: 1).lookUp(
        Memory(count: 12).region, x.span, [Float](repeating: 0, count: 768), rows: [0, 2], columns: [0, 1])
    }
  }
}
