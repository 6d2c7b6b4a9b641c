import Autodiff
import Kernels

/// Neighbouring parameters with the same rate and decay, joined: a step is a handful of sweeps.
struct ParameterGroup {
  let start: Int
  private(set) var count: Int
  /// What η is multiplied by.
  let factor: Float
  let decay: Float
  let isEarly: Bool

  func part(_ block: Region) -> Region { block.part(start, count) }

  /// All parameters that train.
  static func groups(
    _ store: ParameterStore, _ c: OptimizerConfiguration, excluding: (ParameterEntry) -> Bool = { _ in false }
  ) -> [ParameterGroup] {
    var groups: [ParameterGroup] = []
    for (start, entry, extent) in store.extents where entry.training != .never && !excluding(entry) {
      let (decays, factor) =
        switch entry.role {
        case .weight: (true, Float(1))
        case .bias: (c.decaysBiases, c.biasRate ?? 1)
        case .normalization: (c.decaysNormalization, c.normalizationRate ?? 1)
        }
      let group = ParameterGroup(
        start: start, count: extent, factor: factor, decay: decays ? c.weightDecay / factor : 0,
        isEarly: entry.training == .early)
      if let last = groups.last, last.decay == group.decay, last.factor == factor, last.isEarly == group.isEarly,
        last.start + last.count == start
      {
        groups[groups.count - 1].count += extent
      } else {
        groups.append(group)
      }
    }
    return groups
  }
}

extension OptimizerConfiguration {
  /// What gradients are multiplied by so that their norm stays within the limit, and the norm before; 1 and 0 without a
  /// limit, since the norm is not needed then.
  func clipping(_ store: ParameterStore, _ backend: Backend) -> (scale: Float, norm: Double) {
    guard let clipNorm else { return (1, 0) }
    let norm = backend.sumOfSquares(store.gradients).squareRoot()
    // A norm that is no number must reach the weights, so that the loss shows it.
    return (norm > Double(clipNorm) || norm.isNaN ? Float(Double(clipNorm) / norm) : 1, norm)
  }
}
