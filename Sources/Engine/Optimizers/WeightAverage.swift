import Autodiff
import Kernels

/// An exponential moving average of all parameters and running statistics: a second model that is steadier than the one
/// being trained. Source: Polyak and Juditsky 1992; the warm-up is that of timm.
package final class WeightAverage {
  /// Laid out like the store's values and state values. Part of a checkpoint.
  package let values: Region
  package let states: Region
  private let store: ParameterStore
  private let backend: Backend
  private let decay: Float

  /// - Parameter decay: weight of the old average in the new one, in 0..<1, reached after a warm-up.
  package init(_ store: ParameterStore, decay: Float, backend: Backend) {
    precondition(decay >= 0 && decay < 1, "average with decay \(decay)")
    (self.store, self.decay, self.backend) = (store, decay, backend)
    values = Memory(count: store.values.count).region
    states = Memory(count: store.stateValues.count).region
    values.assign(store.values)
    states.assign(store.stateValues)
  }

  /// Moves the average towards the present weights, after step n. The decay grows as (1 + n)/(10 + n), so that the
  /// first, random weights are soon forgotten.
  package func update(step n: Int) {
    let decay = min(self.decay, Float(1 + n) / Float(10 + n))
    backend.average(values, store.values, decay: decay)
    backend.average(states, store.stateValues, decay: decay)
  }

  /// Exchanges the average with the weights in the store: twice is as before.
  package func swap() {
    for (one, two) in [(values, store.values), (states, store.stateValues)] {
      let held = one.copy()
      one.assign(two)
      two.assign(held)
    }
  }
}
