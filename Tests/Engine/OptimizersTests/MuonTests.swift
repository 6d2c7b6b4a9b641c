import Autodiff
import Foundation
import Kernels
import Optimizers
import Tensors
import Testing

/// Muon against its formulas in double precision, with matrices that stand and that lie.
@Suite(.serialized) struct MuonTests {
  private static func store() -> ParameterStore {
    var builder = ParameterBuilder()
    for (name, shape, training) in [
      ("standing", [3, 3, 4, 7], .always), ("lying", [1, 1, 5, 12], .always), ("square", [1, 1, 6, 6], .always),
      ("constant", [2, 2, 3, 4], .never),
    ] as [(String, Shape, ParameterTraining)] {
      _ = builder.parameter(name, shape, role: .weight, training: training, .uniform(bound: 1))
    }
    _ = builder.parameter("fc.weight", [5, 9], role: .weight, .uniform(bound: 1))
    _ = builder.parameter("fc.bias", [5], role: .bias, .uniform(bound: 1))
    return builder.build(seed: 8)
  }

  private static func muon(_ store: ParameterStore, _ backend: Backend = Backend(threads: 1)) -> Muon {
    Muon(store, OptimizerConfiguration(), peakRate: 1, backend: backend)
  }

  /// A row-major matrix of doubles.
  private struct Matrix {
    var rows: Int
    var columns: Int
    var elements: [Double]
    subscript(row: Int, column: Int) -> Double { elements[row * columns + column] }
    var norm: Double { elements.reduce(0.0) { $0 + $1 * $1 }.squareRoot() }
    var transposed: Matrix {
      Matrix(
        rows: columns, columns: rows,
        elements: (0..<rows * columns).map { self[$0 % rows, $0 / rows] })
    }
    static func * (one: Matrix, other: Matrix) -> Matrix {
      var elements: [Double] = []
      for row in 0..<one.rows {
        for column in 0..<other.columns {
          var sum = 0.0
          for k in 0..<one.columns { sum += one[row, k] * other[k, column] }
          elements.append(sum)
        }
      }
      return Matrix(rows: one.rows, columns: other.columns, elements: elements)
    }
    static func * (factor: Double, one: Matrix) -> Matrix {
      Matrix(rows: one.rows, columns: one.columns, elements: one.elements.map { factor * $0 })
    }
    static func + (one: Matrix, other: Matrix) -> Matrix {
      Matrix(rows: one.rows, columns: one.columns, elements: zip(one.elements, other.elements).map { $0 + $1 })
    }
  }

  /// As published: the filter as [outputs, inputs R²], X ← a X + (b A + c A²) X with A = X Xᵀ.
  private static func orthogonalized(_ matrix: Matrix) -> Matrix {
    var x = (1 / matrix.norm) * matrix
    for _ in 0..<3 {
      let a = x * x.transposed
      let polynomial: Matrix = (-4.775 * a) + (2.0315 * (a * a))
      let turned: Matrix = polynomial * x
      x = (3.4445 * x) + turned
    }
    return x
  }

  @Test(arguments: [1, 2, 3]) func followsTheFormulas(_ threads: Int) {
    let (store, backend) = (Self.store(), Backend(threads: threads))
    let muon = Self.muon(store, backend)
    let filters = store.entries.filter(Muon.moves)
    #expect(filters.map(\.name) == ["standing", "lying", "square"])
    let before = store.values.copy()
    var weights = filters.map { store.part(store.values, $0).copy().map(Double.init) }
    var momenta = weights.map { $0.map { _ in 0.0 } }
    for step in 0..<3 {
      Example.fillGradients(store, step: step)
      let share = Float(1) - Float(step) / 4
      muon.moveFilters(rate: share * 0.24)
      for (index, entry) in filters.enumerated() {
        let gradient = store.part(store.gradients, entry).copy().map(Double.init)
        var update = gradient
        for i in gradient.indices {
          momenta[index][i] = 0.6 * momenta[index][i] + gradient[i]
          update[i] += 0.6 * momenta[index][i]
        }
        let columns = entry.shape[3]
        let matrix = Matrix(rows: gradient.count / columns, columns: columns, elements: update)
        let step = Self.orthogonalized(matrix.transposed).transposed
        let norm = weights[index].reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in gradient.indices {
          weights[index][i] *= Double(columns).squareRoot() / norm
          weights[index][i] -= Double(share) * 0.24 * step.elements[i]
        }
        #expect(largestDifference(store.part(store.values, entry).copy(), weights[index]) < 2e-5, "\(entry.name)")
      }
    }
    for entry in store.entries where !Muon.moves(entry) {
      let start = store.extents.first { $0.entry.name == entry.name }?.start ?? 0
      #expect(store.part(store.values, entry).copy() == Array(before[start..<start + entry.shape.count]))
      #expect(store.part(muon.velocity, entry).copy().allSatisfy { $0 == 0 })
    }
  }

  /// The configured rate belongs to the schedule's peak; what is no filter moves as by SGD alone.
  @Test func theRateFollowsTheSchedule() {
    let (store, filters, others) = (Self.store(), Self.store(), Self.store())
    let backend = Backend(threads: 1)
    for store in [store, filters, others] { Example.fillGradients(store, step: 0) }
    Muon(store, OptimizerConfiguration(), peakRate: 0.5, backend: backend)
      .step(OptimizerStep(rate: 0.125, number: 1, total: 1))
    Self.muon(filters).moveFilters(rate: 0.06)
    SGD(others, OptimizerConfiguration(), backend: backend).step(rate: 0.125)
    for entry in store.entries {
      let expected = Muon.moves(entry) ? filters : others
      #expect(store.part(store.values, entry).copy() == expected.part(expected.values, entry).copy(), "\(entry.name)")
    }
  }

  /// The update hardly depends on the gradient's size: all its singular values come near 1.
  @Test(arguments: [Float(1e-12), 1, 1e12]) func theSizeOfTheGradientDoesNotMatter(_ size: Float) {
    let (store, reference) = (Self.store(), Self.store())
    for (store, size) in [(store, size), (reference, 1)] {
      let muon = Self.muon(store)
      Example.fillGradients(store, step: 1)
      store.gradients.assign(store.gradients.copy().map { $0 * size })
      muon.moveFilters(rate: 0.24)
    }
    #expect(largestDifference(store.values.copy(), reference.values.copy().map(Double.init)) < 1e-4)
  }

  @Test func gradientsAndWeightsOfZeroAreNotDividedBy() {
    let store = Self.store()
    store.gradients.fill(0)
    store.values.fill(0)
    Self.muon(store).moveFilters(rate: 0.24)
    #expect(store.values.copy().allSatisfy { $0 == 0 })
  }

  /// A broken gradient must show in the weights.
  @Test func brokenGradientsReachTheWeights() {
    let store = Self.store()
    Example.fillGradients(store, step: 0)
    store.gradients[3] = .nan
    Self.muon(store).moveFilters(rate: 0.24)
    #expect(store.values[3].isNaN)
  }
}
