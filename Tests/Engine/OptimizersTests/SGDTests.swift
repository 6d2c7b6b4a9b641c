import Autodiff
import Foundation
import Kernels
import Optimizers
import Tensors
import Testing

/// SGD against a plain implementation of PyTorch's formulas in double precision.
@Suite(.serialized) struct SGDTests {
  /// The formulas, tensor by tensor.
  struct Plain {
    var weights: [[Double]]
    var velocities: [[Double]]
    let configuration: OptimizerConfiguration

    init(_ store: ParameterStore, _ configuration: OptimizerConfiguration) {
      weights = store.entries.map { store.part(store.values, $0).copy().map(Double.init) }
      velocities = weights.map { $0.map { _ in 0 } }
      self.configuration = configuration
    }

    mutating func step(_ store: ParameterStore, rate: Double) -> Double {
      let gradients = store.entries.map { store.part(store.gradients, $0).copy().map(Double.init) }
      let norm = gradients.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scale = configuration.clipNorm.map { min(1, Double($0) / norm) } ?? 1
      let momentum = Double(configuration.momentum)
      for (index, entry) in store.entries.enumerated() {
        let decays = [
          ParameterRole.weight: true, .bias: configuration.decaysBiases,
          .normalization: configuration.decaysNormalization,
        ]
        let decay = decays[entry.role] == true ? Double(configuration.weightDecay) : 0
        for i in weights[index].indices {
          let step = scale * gradients[index][i] + decay * weights[index][i]
          velocities[index][i] = momentum * velocities[index][i] + step
          weights[index][i] -=
            rate * (configuration.nesterov ? step + momentum * velocities[index][i] : velocities[index][i])
        }
      }
      return norm
    }
  }

  /// Every combination of the switches.
  static let configurations: [OptimizerConfiguration] = {
    var all: [OptimizerConfiguration] = []
    for (momentum, nesterov) in [(Float(0), false), (0.9, false), (0.9, true), (0.5, true)] {
      for decay in [Float(0), 0.05] {
        for (biases, normalization) in [(false, false), (false, true), (true, false), (true, true)] {
          for clip in [Float?.none, 2, 1_000] {
            var configuration = OptimizerConfiguration()
            (configuration.momentum, configuration.nesterov, configuration.weightDecay) = (momentum, nesterov, decay)
            (configuration.decaysBiases, configuration.decaysNormalization) = (biases, normalization)
            configuration.clipNorm = clip
            all.append(configuration)
          }
        }
      }
    }
    return all
  }()

  @Test func everySwitchFollowsTheFormulas() {
    let backend = Backend(threads: 2)
    for configuration in Self.configurations {
      let store = Example.store()
      let optimizer = SGD(store, configuration, backend: backend)
      var plain = Plain(store, configuration)
      for step in 0..<6 {
        Example.fillGradients(store, step: step)
        let rate = Float(0.1) / Float(step + 1)
        let norm = optimizer.step(rate: rate)
        let expected = plain.step(store, rate: Double(rate))
        #expect(configuration.clipNorm == nil ? norm == 0 : abs(norm / expected - 1) < 1e-6)
      }
      // All numbers are of the order of 1.
      for (index, entry) in store.entries.enumerated() {
        let weights = store.part(store.values, entry).copy()
        let velocity = store.part(optimizer.velocity, entry).copy()
        #expect(largestDifference(weights, plain.weights[index]) < 3e-6, "\(entry.name), \(configuration)")
        #expect(largestDifference(velocity, plain.velocities[index]) < 3e-6, "\(entry.name), \(configuration)")
      }
    }
  }

  /// What pads a tensor to whole cache lines stays 0: it takes part in sweeps and norms.
  @Test func paddingStaysZero() {
    let store = Example.store()
    var configuration = OptimizerConfiguration()
    configuration.decaysBiases = true
    configuration.clipNorm = 1
    let optimizer = SGD(store, configuration, backend: Backend(threads: 2))
    for step in 0..<3 {
      Example.fillGradients(store, step: step)
      optimizer.step(rate: 0.1)
    }
    var covered = 0
    for (start, entry, count) in store.extents {
      #expect(start == covered)
      covered += count
      for block in [store.values, store.gradients, optimizer.velocity] {
        let padding = block.part(start + entry.shape.count, count - entry.shape.count).copy()
        #expect(padding.allSatisfy { $0 == 0 }, "\(entry.name)")
      }
    }
    #expect(covered == store.values.count)
  }

  /// A role with a rate of its own moves as with that rate and a decay that pulls as hard as before.
  @Test func rolesMayHaveRatesOfTheirOwn() {
    let backend = Backend(threads: 1)
    var configuration = OptimizerConfiguration()
    (configuration.nesterov, configuration.weightDecay) = (true, 0.02)
    (configuration.decaysBiases, configuration.decaysNormalization) = (true, true)
    let rated = Example.store()
    var own = configuration
    (own.biasRate, own.normalizationRate) = (4, 64)
    let optimizer = SGD(rated, own, backend: backend)
    let plain: [(role: ParameterRole, store: ParameterStore, optimizer: SGD, factor: Float)] = [
      (ParameterRole.weight, Float(1)), (.bias, 4), (.normalization, 64),
    ].map { role, factor in
      let store = Example.store()
      var scaled = configuration
      scaled.weightDecay /= factor
      return (role, store, SGD(store, scaled, backend: backend), factor)
    }
    for step in 0..<4 {
      Example.fillGradients(rated, step: step)
      optimizer.step(rate: 0.01)
      for (_, store, optimizer, factor) in plain {
        Example.fillGradients(store, step: step)
        optimizer.step(rate: 0.01 * factor)
      }
    }
    for entry in rated.entries {
      for (role, store, _, _) in plain where role == entry.role {
        #expect(
          rated.part(rated.values, entry).copy() == store.part(store.values, entry).copy(), "\(entry.name)")
      }
    }
  }

  /// What never trains stays; what trains early stays once that is over, velocity included; what others move is theirs.
  @Test func someParametersStay() {
    var builder = ParameterBuilder()
    let ids = [
      builder.parameter("constant", [5], role: .weight, training: .never, .uniform(bound: 1)),
      builder.parameter("early", [5], role: .weight, training: .early, .uniform(bound: 1)),
      builder.parameter("other's", [5], role: .weight, .uniform(bound: 1)),
      builder.parameter("always", [5], role: .weight, .uniform(bound: 1)),
    ]
    let store = builder.build(seed: 1)
    let optimizer = SGD(store, OptimizerConfiguration(), backend: Backend(threads: 1)) { $0.name == "other's" }
    store.gradients.fill(1)
    func moved(early: Bool) -> [Bool] {
      let before = ids.map { store.value($0).copy() }
      optimizer.step(rate: 0.1, trainsEarly: early)
      return ids.indices.map { store.value(ids[$0]).copy() != before[$0] }
    }
    #expect(moved(early: true) == [false, true, false, true])
    let velocity = store.part(optimizer.velocity, store.entry(ids[1])).copy()
    #expect(moved(early: false) == [false, false, false, true])
    #expect(store.part(optimizer.velocity, store.entry(ids[1])).copy() == velocity)
    #expect(store.parameterCount == 15)
  }

  @Test(arguments: [(nil, [true, true, true]), (0, [false, false, false]), (2, [true, true, false])])
  func earlyEpochsEnd(_ epochs: Int?, _ expected: [Bool]) {
    var configuration = OptimizerConfiguration()
    configuration.earlyEpochs = epochs
    #expect((0..<3).map { configuration.trainsEarly(epoch: $0) } == expected)
  }

  @Test func defaultsDecayWeightsOnly() {
    let configuration = OptimizerConfiguration()
    #expect(configuration.momentum == 0.9 && configuration.weightDecay == 1e-4)
    #expect(!configuration.nesterov && !configuration.decaysBiases && !configuration.decaysNormalization)
    #expect(configuration.clipNorm == nil)
  }

  /// The update's direction and length after clipping: η times the limit, along the gradient.
  @Test func clippingKeepsTheDirection() throws {
    let store = Example.store()
    var configuration = OptimizerConfiguration()
    (configuration.momentum, configuration.weightDecay, configuration.clipNorm) = (0, 0, 0.25)
    let before = store.values.copy()
    Example.fillGradients(store, step: 0)
    let norm = SGD(store, configuration, backend: Backend(threads: 1)).step(rate: 0.5)
    let moved = zip(store.values.copy(), before).map { Double($0) - Double($1) }
    let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(length - 0.125) < 1e-6)
    let gradient = store.gradients.copy()
    let cosine = zip(moved, gradient).reduce(0) { $0 - $1.0 * Double($1.1) } / (length * norm)
    #expect(abs(cosine - 1) < 1e-6)
  }

  /// A gradient that is no number, or endless, must show in the weights and so in the loss, not vanish in the clipping.
  @Test(arguments: [Float.nan, .infinity])
  func brokenGradientsReachTheWeights(_ value: Float) {
    for clip in [Float?.none, 1] {
      let store = Example.store()
      var configuration = OptimizerConfiguration()
      configuration.clipNorm = clip
      Example.fillGradients(store, step: 0)
      store.gradients[3] = value
      SGD(store, configuration, backend: Backend(threads: 2)).step(rate: 0.1)
      let weight = store.values[3]
      #expect(!weight.isFinite)
    }
  }

  @Test func gradientsOfZeroAreNotDividedByTheirNorm() {
    let store = Example.store()
    var configuration = OptimizerConfiguration()
    (configuration.weightDecay, configuration.clipNorm) = (0, 1)
    let before = store.values.copy()
    let norm = SGD(store, configuration, backend: Backend(threads: 1)).step(rate: 0.1)
    #expect(norm == 0)
    #expect(store.values.copy() == before)
  }

  /// Configurations are saved with every run.
  @Test func encodedFormIsStable() throws {
    var configuration = OptimizerConfiguration()
    configuration.clipNorm = 0.5
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(configuration)
    #expect(try JSONDecoder().decode(OptimizerConfiguration.self, from: data) == configuration)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys.sorted()
    #expect(keys == ["clipNorm", "decaysBiases", "decaysNormalization", "momentum", "nesterov", "weightDecay"])
  }
}
