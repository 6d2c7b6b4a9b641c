import Autodiff
import Kernels

/// How weights move: the rule with its constants, and what follows the weights. Rates come from a `Schedule`.
public struct OptimizerConfiguration: Codable, Sendable, Equatable {
  /// The rule.
  public enum Kind: String, Sendable, CaseIterable {
    case sgd
    /// `Muon` for the filters of convolutions, SGD for everything else.
    case muon
    case adamw

    /// As people write it.
    package var title: String {
      switch self {
      case .sgd: "SGD"
      case .muon: "Muon"
      case .adamw: "AdamW"
      }
    }
  }

  /// μ of SGD, from 0 to below 1.
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
  /// Chooses `.muon`.
  public var muon: Muon.Configuration?
  /// Chooses `.adamw`.
  public var adamw: AdamW.Configuration?
  /// A slow copy of the weights that they return to from time to time; `nil` for none.
  public var lookahead: Lookahead.Configuration?
  /// Decay of the moving average of the weights, which is then what is validated and saved; `nil` for none.
  public var averageDecay: Float?

  public init() {}

  public var kind: Kind { adamw != nil ? .adamw : muon != nil ? .muon : .sgd }

  /// Whether parameters that train early only do so in an epoch, counted from 0.
  public func trainsEarly(epoch: Int) -> Bool { earlyEpochs.map { epoch < $0 } ?? true }

  func makeOptimizer(_ store: ParameterStore, peakRate: Float, backend: Backend) -> any Optimizer {
    switch kind {
    case .sgd: SGD(store, self, backend: backend)
    case .muon: Muon(store, self, peakRate: peakRate, backend: backend)
    case .adamw: AdamW(store, self, backend: backend)
    }
  }
}

/// The optimizer of a run: the configured rule, and behind it look-ahead and moving average.
package final class RunOptimizer: Optimizer {
  private let rule: any Optimizer
  private let lookahead: Lookahead?
  private let average: WeightAverage?

  /// Look-ahead and average start at the present weights.
  ///
  /// - Parameter peakRate: the largest rate of the schedule.
  package init(_ store: ParameterStore, _ configuration: OptimizerConfiguration, peakRate: Float, backend: Backend) {
    rule = configuration.makeOptimizer(store, peakRate: peakRate, backend: backend)
    lookahead = configuration.lookahead.map { Lookahead(store, $0, backend: backend) }
    average = configuration.averageDecay.map { WeightAverage(store, decay: $0, backend: backend) }
  }

  package func step(_ step: OptimizerStep) {
    rule.step(step)
    lookahead?.follow(step: step.number, of: step.total)
    average?.update(step: step.number)
  }

  package var blocks: [(name: String, region: Region)] {
    var blocks = rule.blocks
    if let lookahead { blocks += [("lookahead.parameters", lookahead.values), ("lookahead.states", lookahead.states)] }
    if let average { blocks += [("average.parameters", average.values), ("average.states", average.states)] }
    return blocks
  }

  /// Exchanges the moving average, if there is one, with the weights in the store: twice is as before.
  package func swapAverage() { average?.swap() }
}
