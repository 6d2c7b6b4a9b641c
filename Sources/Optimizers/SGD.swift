import Autodiff
import Kernels

/// Stochastic gradient descent with momentum, Nesterov's look-ahead and weight decay, over one flat block.
///
/// g' = s g + λ w; v = μ v + g'; w −= η v, or with Nesterov w −= η (g' + μ v), s from clipping. These are PyTorch's
/// formulas (no dampening). Source: Sutskever et al. 2013 in the form of PyTorch's documentation.
public final class SGD {
  /// Constants of the optimizer. Rates come from a `Schedule`.
  public struct Configuration: Codable, Sendable, Equatable {
    /// μ, from 0 to below 1.
    public var momentum: Float = 0.9
    public var nesterov = false
    /// λ per step, multiplied by the rate.
    public var weightDecay: Float = 1e-4
    /// Whether biases decay too.
    public var decaysBiases = false
    /// Whether scale and offset of normalisations decay too.
    public var decaysNormalization = false
    /// The gradient's Euclidean norm is cut to this; `nil` for no limit.
    public var clipNorm: Float?
    public init() {}
  }

  public let configuration: Configuration
  /// v, laid out like the store's values. Part of a checkpoint.
  public let velocity: Region
  private let store: ParameterStore
  private let backend: Backend
  // Neighbouring parameters with the same decay, joined: a step is a handful of sweeps.
  private let runs: [(start: Int, count: Int, decay: Float)]

  public init(_ store: ParameterStore, _ configuration: Configuration, backend: Backend) {
    (self.store, self.configuration, self.backend) = (store, configuration, backend)
    velocity = Memory(count: store.values.count).region
    runs = Self.runs(store, configuration)
  }

  /// One step at rate η. Returns the gradient's norm before clipping; 0 if no limit is set, since it is not needed then.
  @discardableResult
  public func step(rate: Float) -> Double {
    var scale: Float = 1
    var norm = 0.0
    if let limit = configuration.clipNorm {
      norm = backend.sumOfSquares(store.gradients).squareRoot()
      // A norm that is no number must reach the weights, so that the loss shows it.
      if norm > Double(limit) || norm.isNaN { scale = Float(Double(limit) / norm) }
    }
    for run in runs {
      backend.descend(
        store.values.part(run.start, run.count), velocity: velocity.part(run.start, run.count),
        gradient: store.gradients.part(run.start, run.count), rate: rate, momentum: configuration.momentum,
        decay: run.decay, nesterov: configuration.nesterov, gradientScale: scale)
    }
    return norm
  }

  private static func runs(_ store: ParameterStore, _ c: Configuration) -> [(start: Int, count: Int, decay: Float)] {
    var runs: [(start: Int, count: Int, decay: Float)] = []
    for (start, entry, extent) in store.extents {
      let decays =
        switch entry.role {
        case .weight: true
        case .bias: c.decaysBiases
        case .normalization: c.decaysNormalization
        }
      let decay = decays ? c.weightDecay : 0
      if let last = runs.last, last.decay == decay, last.start + last.count == start {
        runs[runs.count - 1].count += extent
      } else {
        runs.append((start, extent, decay))
      }
    }
    return runs
  }
}
