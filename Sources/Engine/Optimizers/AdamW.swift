import Autodiff
import Foundation
import Kernels

/// Adam with decoupled weight decay, over one flat block.
///
/// w −= η λ w; m = β₁ m + (1 − β₁) g'; v = β₂ v + (1 − β₂) g'²; w −= η m̂ / (√v̂ + ε) with g' = s g, s from clipping,
/// m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) and t the number of the step. Source: Loshchilov and Hutter 2019, in the form
/// of PyTorch's documentation.
public final class AdamW: Optimizer {
  /// The defaults are those of Kingma and Ba 2015.
  public struct Configuration: Codable, Sendable, Equatable {
    /// β₁, from 0 to below 1.
    public var beta1 = 0.9
    /// β₂, from 0 to below 1.
    public var beta2 = 0.999
    /// ε, above 0.
    public var epsilon: Float = 1e-8
    public init() {}
  }

  private let configuration: OptimizerConfiguration
  private let constants: Configuration
  // m and v, laid out like the store's values.
  private let firstMoment: Region
  private let secondMoment: Region
  private let store: ParameterStore
  private let backend: Backend
  private let groups: [ParameterGroup]

  package init(_ store: ParameterStore, _ configuration: OptimizerConfiguration, backend: Backend) {
    (self.store, self.configuration, self.backend) = (store, configuration, backend)
    constants = configuration.adamw ?? Configuration()
    firstMoment = Memory(count: store.values.count).region
    secondMoment = Memory(count: store.values.count).region
    groups = ParameterGroup.groups(store, configuration)
  }

  package var blocks: [(name: String, region: Region)] {
    [("adamw.first", firstMoment), ("adamw.second", secondMoment)]
  }

  package func step(_ step: OptimizerStep) {
    let (scale, _) = configuration.clipping(store, backend)
    func correction(_ beta: Double) -> Double { 1 - pow(beta, Double(step.number)) }
    for group in groups where step.trainsEarly || !group.isEarly {
      let rate = step.rate * group.factor
      backend.adapt(
        group.part(store.values), first: group.part(firstMoment), second: group.part(secondMoment),
        gradient: group.part(store.gradients), rate: Float(Double(rate) / correction(constants.beta1)),
        betas: (constants.beta1, constants.beta2), rootCorrection: Float(1 / correction(constants.beta2).squareRoot()),
        epsilon: constants.epsilon, decay: rate * group.decay, gradientScale: scale)
    }
  }
}
