import COpenBLAS

/// Whether a result replaces what the destination holds or is added to it.
package enum Writing: Sendable {
  case set, add
  var flag: Int32 { self == .add ? 1 : 0 }
}

extension Backend {
  /// Matrix product c = op(a) op(b) (+ c), row-major, cut into blocks of rows of c.
  ///
  /// - Parameters:
  ///   - c: [rows, columns]
  ///   - a: [rows, inner], or [inner, rows] if `transposeA`
  ///   - b: [inner, columns], or [columns, inner] if `transposeB`
  ///   - offset: [columns], added to every row.
  ///
  /// Traps if a count is smaller than its shape. Products are OpenBLAS's `sgemm`, one thread per block of rows.
  package func multiply(
    _ c: Region, _ a: Region, _ b: Region, rows: Int, columns: Int, inner: Int, transposeA: Bool = false,
    transposeB: Bool = false, _ writing: Writing = .set, offset: Region? = nil
  ) {
    precondition(
      c.count >= rows * columns && a.count >= rows * inner && b.count >= inner * columns,
      "matrix product [\(rows), \(inner)] x [\(inner), \(columns)] on \(a.count), \(b.count) into \(c.count) floats")
    guard rows > 0, columns > 0 else { return }
    if inner == 0 {
      if writing == .set { c.part(0, rows * columns).fill(0) }
      return
    }
    let block = Self.matrixRows(rows)
    pool.run(blocks: (rows + block - 1) / block) { index, _ in
      let first = index * block
      let count = min(block, rows - first)
      if let offset {
        for row in first..<first + count { c.part(row * columns, columns).assign(offset) }
      }
      let start = transposeA ? a.part(first, a.count - first) : a.part(first * inner, count * inner)
      Self.product(
        c.part(first * columns, count * columns), start, b, rows: count, columns: columns, inner: inner,
        transposeA: transposeA, transposeB: transposeB, leadingA: transposeA ? rows : inner,
        offset == nil ? writing : .add)
    }
  }

  /// Rows of one block: sixteen blocks, of 16 rows at least, whatever the number of threads.
  private static func matrixRows(_ rows: Int) -> Int { max(16, (rows + 15) / 16) }

  /// One product on the calling thread.
  static func product(
    _ c: Region, _ a: Region, _ b: Region, rows: Int, columns: Int, inner: Int, transposeA: Bool, transposeB: Bool,
    leadingA: Int, _ writing: Writing
  ) {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(rows),
      blasint(columns), blasint(inner), 1, a.pointer, blasint(leadingA), b.pointer,
      blasint(transposeB ? inner : columns),
      writing == .add ? 1 : 0, c.pointer, blasint(columns))
  }
}
