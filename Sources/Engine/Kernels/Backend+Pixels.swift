/// Bytes to floats.
extension Backend {
  /// y[n, h, w, c] = levels[c, x[n, rows[h], columns[w], c]]: pixels x [N, H, W, 3], normalised by a table [3, 256],
  /// seen in another order of rows and columns. Traps if counts do not agree or an index is outside.
  package func lookUp(_ y: Region, _ x: Span<UInt8>, _ levels: [Float], rows: [Int], columns: [Int]) {
    let (height, width) = (rows.count, columns.count)
    let bytes = height * width * 3
    precondition(x.count == y.count && levels.count == 768 && bytes > 0 && x.count % bytes == 0, "\(x.count) bytes")
    precondition(rows.allSatisfy((0..<height).contains) && columns.allSatisfy((0..<width).contains))
    x.withUnsafeBufferPointer { pixels in
      levels.withUnsafeBufferPointer { levels in
        // Both outlive the region, which ends before this call returns.
        nonisolated(unsafe) let (pixels, levels) = (pixels, levels)
        pool.run(blocks: y.count / bytes) { image, _ in
          let target = y.pointer + image * bytes
          var place = 0
          for row in rows {
            let line = image * bytes + row * width * 3
            for column in columns {
              let from = line + 3 * column
              target[place] = levels[Int(pixels[from])]
              target[place + 1] = levels[256 + Int(pixels[from + 1])]
              target[place + 2] = levels[512 + Int(pixels[from + 2])]
              place += 3
            }
          }
        }
      }
    }
  }
}
