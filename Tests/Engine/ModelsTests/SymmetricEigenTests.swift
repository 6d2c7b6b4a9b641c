import Models
import Tensors
import Testing

struct SymmetricEigenTests {
  /// a = v diag(λ) vᵀ and vᵀ v = 1, for matrices of all sorts.
  @Test(arguments: [1, 2, 5, 12, 30]) func theParts(_ size: Int) {
    var stream = RandomStream(seed: 3, "matrix", size)
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i { (matrix[i * size + j], matrix[j * size + i]) = twice(Double(stream.normal())) }
    }
    let (values, vectors) = SymmetricEigen.decompose(matrix, size: size)
    for i in 0..<size {
      for j in 0..<size {
        var (again, product) = (0.0, 0.0)
        for k in 0..<size {
          again += vectors[i * size + k] * values[k] * vectors[j * size + k]
          product += vectors[k * size + i] * vectors[k * size + j]
        }
        let expected = i == j ? 1.0 : 0
        #expect(abs(again - matrix[i * size + j]) < 1e-12)
        #expect(abs(product - expected) < 1e-12)
      }
    }
  }

  @Test func knownValues() {
    let (values, _) = SymmetricEigen.decompose([2, 1, 0, 1, 2, 0, 0, 0, -7], size: 3)
    for (found, expected) in zip(values.sorted(), [-7.0, 1, 3]) { #expect(abs(found - expected) < 1e-14) }
  }

  /// Zeros, equal values, and numbers that are none end too.
  @Test func degenerateMatrices() {
    #expect(SymmetricEigen.decompose([0, 0, 0, 0], size: 2).values == [0, 0])
    #expect(SymmetricEigen.decompose([3, 0, 0, 3], size: 2).values == [3, 3])
    #expect(SymmetricEigen.decompose([.nan, 1, 1, 2], size: 2).values.contains { $0.isNaN })
  }

  private func twice(_ value: Double) -> (Double, Double) { (value, value) }
}
