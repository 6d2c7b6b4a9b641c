import Autodiff
import Kernels
import Optimizers
import Testing

struct LookaheadTests {
  /// slow += (1 − α)(fast − slow), fast = slow every k steps, α = α₁ (t/T)³, and the slow copy at the end.
  @Test(arguments: [(12, 5), (10, 5), (3, 5), (4, 1)])
  func followsTheFormula(_ total: Int, _ interval: Int) {
    let store = Example.store()
    var configuration = Lookahead.Configuration()
    (configuration.interval, configuration.decay) = (interval, 0.75)
    let lookahead = Lookahead(store, configuration, backend: Backend(threads: 2))
    var slow = store.values.copy().map(Double.init)
    var states = store.stateValues.copy().map(Double.init)
    for step in 1...total {
      Example.fillGradients(store, step: step)
      store.values.assign(store.gradients)
      store.stateValues.part(0, 17).fill(Float(step))
      let (fast, running) = (store.values.copy(), store.stateValues.copy())
      lookahead.follow(step: step, of: total)
      let isTurn = step % interval == 0
      if isTurn {
        let progress = Double(step) / Double(total)
        let share = 0.75 * progress * progress * progress
        for i in slow.indices { slow[i] += (1 - share) * (Double(fast[i]) - slow[i]) }
        for i in states.indices { states[i] += (1 - share) * (Double(running[i]) - states[i]) }
      }
      let goesBack = isTurn || step == total
      #expect(largestDifference(store.values.copy(), goesBack ? slow : fast.map(Double.init)) < 3e-6)
      #expect(largestDifference(store.stateValues.copy(), goesBack ? states : running.map(Double.init)) < 1e-5)
    }
    #expect(largestDifference(lookahead.values.copy(), slow) < 3e-6)
  }

  @Test func theDefaultsAreThoseOfAirbench() {
    let configuration = Lookahead.Configuration()
    #expect(configuration.interval == 5)
    #expect(abs(Double(configuration.decay) - 0.95 * 0.95 * 0.95 * 0.95 * 0.95) < 1e-7)
  }

  @Test func anIntervalOfNoStepsTraps() async {
    await #expect(processExitsWith: .failure) {
      var configuration = Lookahead.Configuration()
      configuration.interval = 0
      _ = Lookahead(ParameterBuilder().build(seed: 1), configuration, backend: Backend(threads: 1))
    }
  }
}
