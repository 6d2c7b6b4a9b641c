/// Eigenvalues and eigenvectors of small symmetric matrices, by Jacobi's rotations in double precision.
package enum SymmetricEigen {
  /// Rotations that meet every entry once bring even large matrices to full precision in ten rounds.
  private static let rounds = 60

  /// - Parameter matrix: [size, size], symmetric; only what is needed of it is read. Traps if the count is another.
  /// - Returns: the eigenvalues, in no order, and the eigenvectors as columns of [size, size], of length 1.
  package static func decompose(_ matrix: [Double], size n: Int) -> (values: [Double], vectors: [Double]) {
    precondition(matrix.count == n * n, "\(matrix.count) numbers for a matrix of \(n) rows")
    var a = matrix
    var v = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    for _ in 0..<rounds {
      var rest = 0.0
      for p in 0..<n { for q in 0..<n where p != q { rest += a[p * n + q] * a[p * n + q] } }
      let total = a.reduce(0) { $0 + $1 * $1 }
      // A matrix that holds NaN has none.
      guard rest > 1e-30 * total else { break }
      for p in 0..<n { for q in p + 1..<n { rotate(&a, &v, n, p, q) } }
    }
    return ((0..<n).map { a[$0 * n + $0] }, v)
  }

  /// Makes a[p, q] zero (Golub and Van Loan, section 8.5).
  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ n: Int, _ p: Int, _ q: Int) {
    let entry = a[p * n + q]
    guard entry != 0 else { return }
    let ratio = (a[q * n + q] - a[p * n + p]) / (2 * entry)
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    func turn(_ matrix: inout [Double], _ first: Int, _ second: Int) {
      let (one, other) = (matrix[first], matrix[second])
      matrix[first] = cosine * one - sine * other
      matrix[second] = sine * one + cosine * other
    }
    for k in 0..<n { turn(&a, k * n + p, k * n + q) }
    for k in 0..<n { turn(&a, p * n + k, q * n + k) }
    for k in 0..<n { turn(&v, k * n + p, k * n + q) }
  }
}
