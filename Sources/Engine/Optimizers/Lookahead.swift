import Autodiff
import Foundation
import Kernels

/// A slow copy of all parameters and running statistics that follows the trained ones from time to time and sends them
/// back to itself: what oscillates between is averaged out.
///
/// Every k steps: slow += (1 − α)(fast − slow), fast = slow, with α = α₁ (t/T)³ growing from 0 to α₁ over the T steps
/// of the run. At the end the slow copy is taken. Source: Zhang et al. 2019; the growing α is airbench's (Jordan 2024).
public final class Lookahead {
  public struct Configuration: Codable, Sendable, Equatable {
    /// k, at least 1.
    public var interval = 5
    /// α₁, from 0 to below 1. The default is 0.95⁵: that of a decay of 0.95 per step.
    public var decay: Float = 0.77378094
    public init() {}
  }

  /// Laid out like the store's values and state values. Part of a checkpoint.
  package let values: Region
  package let states: Region
  private let configuration: Configuration
  private let store: ParameterStore
  private let backend: Backend

  /// Starts at the present weights. Traps if the configuration is impossible.
  package init(_ store: ParameterStore, _ configuration: Configuration, backend: Backend) {
    precondition(
      configuration.interval >= 1 && configuration.decay >= 0 && configuration.decay < 1, "\(configuration)")
    (self.store, self.configuration, self.backend) = (store, configuration, backend)
    values = Memory(count: store.values.count).region
    states = Memory(count: store.stateValues.count).region
    values.assign(store.values)
    states.assign(store.stateValues)
  }

  /// To be called after every step, with the number of steps done, from 1 to `total`.
  package func follow(step: Int, of total: Int) {
    if step % configuration.interval == 0 {
      let progress = Double(step) / Double(max(1, total))
      let decay = Float(Double(configuration.decay) * progress * progress * progress)
      backend.average(values, store.values, decay: decay)
      backend.average(states, store.stateValues, decay: decay)
      takeSlow()
    } else if step == total {
      takeSlow()
    }
  }

  private func takeSlow() {
    store.values.assign(values)
    store.stateValues.assign(states)
  }
}
