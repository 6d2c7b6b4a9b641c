import Autodiff
import Kernels
import Tensors

/// Momentum whose step is made orthogonal, for the filters of convolutions. All other parameters move by SGD.
///
/// v = μ v + g; u = g + μ v (Nesterov), as a matrix [inputs · R², outputs] divided by its Frobenius norm; three
/// Newton-Schulz steps u ← a u + u (b A + c A²), A = uᵀ u, bring its singular values near 1. Weights are scaled to the
/// norm √outputs, then w −= η u. With more outputs than rows, A = u uᵀ is multiplied from the left. Source: Jordan et
/// al. 2024; the constants and the scaling are those of airbench94_muon.
public final class Muon: Optimizer {
  public struct Configuration: Codable, Sendable, Equatable {
    /// η where the schedule is at its peak.
    public var rate: Float = 0.24
    /// μ, from 0 to below 1.
    public var momentum: Float = 0.6
    public init() {}
  }

  /// Newton-Schulz coefficients, chosen for speed: singular values end between 0.7 and 1.2, not at 1.
  private static let coefficients: (a: Float, b: Float, c: Float) = (3.4445, -4.775, 2.0315)
  private static let iterations = 3

  private let configuration: Configuration
  private let peakRate: Float
  private let store: ParameterStore
  private let others: SGD
  /// v, for the filters as for all other parameters.
  package var velocity: Region { others.velocity }
  private let backend: Backend
  private let update: Region
  private let product: Region
  private let gram: Region
  private let polynomial: Region

  /// Whether Muon moves a parameter: filters of convolutions that train.
  package static func moves(_ entry: ParameterEntry) -> Bool {
    entry.shape.rank == 4 && entry.role == .weight && entry.training == .always
  }

  /// - Parameter peakRate: the largest rate of the schedule: where η is the configured one.
  package init(_ store: ParameterStore, _ configuration: OptimizerConfiguration, peakRate: Float, backend: Backend) {
    (self.store, self.peakRate, self.backend) = (store, peakRate, backend)
    self.configuration = configuration.muon ?? Configuration()
    others = SGD(store, configuration, backend: backend, excluding: Self.moves)
    let filters = store.entries.filter(Self.moves)
    let largest = filters.map(\.shape.count).max() ?? 0
    let side = filters.map { Self.side($0.shape) }.max() ?? 0
    update = Memory(count: largest).region
    product = Memory(count: largest).region
    gram = Memory(count: side * side).region
    polynomial = Memory(count: side * side).region
  }

  package var blocks: [(name: String, region: Region)] { others.blocks }

  package func step(_ step: OptimizerStep) {
    others.step(step)
    moveFilters(rate: step.rate / peakRate * configuration.rate)
  }

  package func moveFilters(rate: Float) {
    for entry in store.entries where Self.moves(entry) {
      let (w, g, v) = (
        store.part(store.values, entry), store.part(store.gradients, entry), store.part(velocity, entry)
      )
      let u = update.part(0, w.count)
      backend.scale(v, v, by: configuration.momentum)
      backend.scale(v, g, by: 1, .add)
      backend.scale(u, g, by: 1)
      backend.scale(u, v, by: configuration.momentum, .add)
      orthogonalize(u, entry.shape)
      let norm = backend.sumOfSquares(w).squareRoot()
      // Weights of 0 have no direction to keep.
      if norm > 0 { backend.scale(w, w, by: Float(Double(entry.shape[3]).squareRoot() / norm)) }
      backend.scale(w, u, by: -rate, .add)
    }
  }

  /// The smaller side of a filter's matrix.
  private static func side(_ shape: Shape) -> Int { min(shape.count / shape[3], shape[3]) }

  /// Brings the singular values of u, the matrix of a filter [R, R, C, K], near 1. A gradient of 0 stays 0.
  private func orthogonalize(_ u: Region, _ shape: Shape) {
    let (columns, side) = (shape[3], Self.side(shape))
    let rows = shape.count / columns
    let (c, a, b) = (product.part(0, u.count), gram.part(0, side * side), polynomial.part(0, side * side))
    let norm = backend.sumOfSquares(u).squareRoot()
    // The gradient's scale does not matter, so nothing is lost to tiny numbers; but 0 has no direction.
    guard norm != 0 else { return }
    backend.scale(u, u, by: Float(1 / norm))
    let isTall = columns <= rows
    for _ in 0..<Self.iterations {
      if isTall {
        backend.multiply(a, u, u, rows: side, columns: side, inner: rows, transposeA: true)
      } else {
        backend.multiply(a, u, u, rows: side, columns: side, inner: columns, transposeB: true)
      }
      backend.multiply(b, a, a, rows: side, columns: side, inner: side)
      backend.scale(b, b, by: Self.coefficients.c)
      backend.scale(b, a, by: Self.coefficients.b, .add)
      if isTall {
        backend.multiply(c, u, b, rows: rows, columns: columns, inner: side)
      } else {
        backend.multiply(c, b, u, rows: rows, columns: columns, inner: side)
      }
      backend.scale(c, u, by: Self.coefficients.a, .add)
      u.assign(c)
    }
  }
}
