import Autodiff
import Kernels

/// Stochastic gradient descent with momentum, Nesterov's look-ahead and weight decay, over one flat block.
///
/// g' = s g + λ w; v = μ v + g'; w −= η v, or with Nesterov w −= η (g' + μ v), s from clipping. These are PyTorch's
/// formulas (no dampening). Source: Sutskever et al. 2013 in the form of PyTorch's documentation.
package final class SGD: Optimizer {
  package let configuration: OptimizerConfiguration
  /// v, laid out like the store's values.
  package let velocity: Region
  private let store: ParameterStore
  private let backend: Backend
  private let groups: [ParameterGroup]

  /// - Parameter excluding: parameters that another optimizer moves. They still count in the norm that is clipped.
  package init(
    _ store: ParameterStore, _ configuration: OptimizerConfiguration, backend: Backend,
    excluding: (ParameterEntry) -> Bool = { _ in false }
  ) {
    (self.store, self.configuration, self.backend) = (store, configuration, backend)
    velocity = Memory(count: store.values.count).region
    groups = ParameterGroup.groups(store, configuration, excluding: excluding)
  }

  package var blocks: [(name: String, region: Region)] { [("velocity", velocity)] }

  package func step(_ step: OptimizerStep) { self.step(rate: step.rate, trainsEarly: step.trainsEarly) }

  /// One step at rate η. Returns the gradient's norm before clipping; 0 if no limit is set, since it is not needed
  /// then.
  ///
  /// - Parameter trainsEarly: whether parameters that train early only are still moved.
  @discardableResult
  package func step(rate: Float, trainsEarly: Bool = true) -> Double {
    let (scale, norm) = configuration.clipping(store, backend)
    for group in groups where trainsEarly || !group.isEarly {
      backend.descend(
        group.part(store.values), velocity: group.part(velocity), gradient: group.part(store.gradients),
        rate: rate * group.factor, momentum: configuration.momentum, decay: group.decay,
        nesterov: configuration.nesterov, gradientScale: scale)
    }
    return norm
  }
}
