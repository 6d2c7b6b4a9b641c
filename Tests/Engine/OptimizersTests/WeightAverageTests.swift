import Autodiff
import Kernels
import Optimizers
import Testing

struct WeightAverageTests {
  @Test func startsAtTheWeights() {
    let store = Example.store()
    let average = WeightAverage(store, decay: 0.9, backend: Backend(threads: 1))
    #expect(average.values.copy() == store.values.copy())
    #expect(average.states.copy() == store.stateValues.copy())
  }

  /// average += (1 − d) (w − average), d = min(decay, (1 + n)/(10 + n)): the decay is reached after a warm-up.
  @Test(arguments: [Float(0), 0.5, 0.99])
  func followsTheFormula(_ decay: Float) {
    let store = Example.store()
    let average = WeightAverage(store, decay: decay, backend: Backend(threads: 2))
    var expected = store.values.copy().map(Double.init)
    var states = store.stateValues.copy().map(Double.init)
    for step in 1...40 {
      Example.fillGradients(store, step: step)
      store.values.assign(store.gradients)
      store.stateValues.part(0, 17).fill(Float(step))
      average.update(step: step)
      let share = min(Double(decay), Double(1 + step) / Double(10 + step))
      let (weights, running) = (store.values.copy(), store.stateValues.copy())
      for i in expected.indices { expected[i] += (1 - share) * (Double(weights[i]) - expected[i]) }
      for i in states.indices { states[i] += (1 - share) * (Double(running[i]) - states[i]) }
    }
    #expect(largestDifference(average.values.copy(), expected) < 3e-6)
    // States go up to 40 here.
    #expect(largestDifference(average.states.copy(), states) < 1e-5)
  }

  /// A resumed average continues where the saved one stood: the warm-up does not start anew.
  @Test func theStepCarriesTheWarmUp() {
    let (store, backend) = (Example.store(), Backend(threads: 1))
    let whole = WeightAverage(store, decay: 0.99, backend: backend)
    func change(_ step: Int) {
      Example.fillGradients(store, step: step)
      store.values.assign(store.gradients)
    }
    for step in 0..<5 {
      change(step)
      whole.update(step: step + 1)
    }
    let resumed = WeightAverage(store, decay: 0.99, backend: backend)
    resumed.values.assign(whole.values)
    resumed.states.assign(whole.states)
    change(5)
    whole.update(step: 6)
    resumed.update(step: 6)
    #expect(resumed.values.copy() == whole.values.copy())
  }

  @Test func swappingTwiceIsAsBefore() {
    let store = Example.store()
    let average = WeightAverage(store, decay: 0.9, backend: Backend(threads: 1))
    store.values.part(0, 4).assign([1, 2, 3, 4])
    store.stateValues.part(0, 1).fill(9)
    average.update(step: 1)
    let (weights, states) = (store.values.copy(), store.stateValues.copy())
    let (averages, averagedStates) = (average.values.copy(), average.states.copy())
    #expect(weights != averages && states != averagedStates)
    average.swap()
    #expect(store.values.copy() == averages && store.stateValues.copy() == averagedStates)
    #expect(average.values.copy() == weights && average.states.copy() == states)
    average.swap()
    #expect(store.values.copy() == weights && average.values.copy() == averages)
  }

  @Test func aDecayOfOneTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = WeightAverage(ParameterBuilder().build(seed: 1), decay: 1, backend: Backend(threads: 1))
    }
  }
}
