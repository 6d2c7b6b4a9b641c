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
    /// What the rate of biases is multiplied by, and their λ divided by, so that they decay as fast; `nil` for 1.
    public var biasRate: Float?
    /// The same for scale and offset of normalisations.
    public var normalizationRate: Float?
    /// Parameters that train early only do so for this many epochs; `nil` for the whole run.
    public var earlyEpochs: Int?
    public init() {}

    /// Whether parameters that train early only do so in an epoch, counted from 0.
    public func trainsEarly(epoch: Int) -> Bool { earlyEpochs.map { epoch < $0 } ?? true }
  }

  public let configuration: Configuration
  /// v, laid out like the store's values. Part of a checkpoint.
  public let velocity: Region
  private let store: ParameterStore
  private let backend: Backend
  // Neighbouring parameters with the same rate and decay, joined: a step is a handful of sweeps.
  private let runs: [Run]

  private struct Run {
    let start: Int
    var count: Int
    /// What η is multiplied by.
    let factor: Float
    let decay: Float
    let isEarly: Bool
  }

  /// - Parameter excluding: parameters that another optimizer moves. They still count in the norm that is clipped.
  public init(
    _ store: ParameterStore, _ configuration: Configuration, backend: Backend,
    excluding: (ParameterEntry) -> Bool = { _ in false }
  ) {
    (self.store, self.configuration, self.backend) = (store, configuration, backend)
    velocity = Memory(count: store.values.count).region
    runs = Self.runs(store, configuration, excluding)
  }

  /// One step at rate η. Returns the gradient's norm before clipping; 0 if no limit is set, since it is not needed then.
  ///
  /// - Parameter trainsEarly: whether parameters that train early only are still moved.
  @discardableResult
  public func step(rate: Float, trainsEarly: Bool = true) -> Double {
    var scale: Float = 1
    var norm = 0.0
    if let limit = configuration.clipNorm {
      norm = backend.sumOfSquares(store.gradients).squareRoot()
      // A norm that is no number must reach the weights, so that the loss shows it.
      if norm > Double(limit) || norm.isNaN { scale = Float(Double(limit) / norm) }
    }
    for run in runs where trainsEarly || !run.isEarly {
      backend.descend(
        store.values.part(run.start, run.count), velocity: velocity.part(run.start, run.count),
        gradient: store.gradients.part(run.start, run.count), rate: rate * run.factor, momentum: configuration.momentum,
        decay: run.decay, nesterov: configuration.nesterov, gradientScale: scale)
    }
    return norm
  }

  private static func runs(
    _ store: ParameterStore, _ c: Configuration, _ excluding: (ParameterEntry) -> Bool
  ) -> [Run] {
    var runs: [Run] = []
    for (start, entry, extent) in store.extents where entry.training != .never && !excluding(entry) {
      let (decays, factor) =
        switch entry.role {
        case .weight: (true, Float(1))
        case .bias: (c.decaysBiases, c.biasRate ?? 1)
        case .normalization: (c.decaysNormalization, c.normalizationRate ?? 1)
        }
      let run = Run(
        start: start, count: extent, factor: factor, decay: decays ? c.weightDecay / factor : 0,
        isEarly: entry.training == .early)
      if let last = runs.last, last.decay == run.decay, last.factor == factor, last.isEarly == run.isEarly,
        last.start + last.count == start
      {
        runs[runs.count - 1].count += extent
      } else {
        runs.append(run)
      }
    }
    return runs
  }
}
