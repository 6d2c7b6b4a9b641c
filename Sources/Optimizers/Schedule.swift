import Foundation

/// The learning rate as a function of time, counted in epochs.
public struct Schedule: Codable, Sendable, Equatable {
  /// How the rate falls after the warm-up.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// η for ever.
    case constant
    /// Times `gamma` every `stepEpochs`.
    case step
    /// Times `gamma` at each of `milestones`.
    case multistep
    /// Half a cosine down to 0 at the end.
    case cosine
    /// Up to η over the first 30 % (a cosine from η/25), then a cosine down to η/250,000: Smith and Topin 2018, with
    /// PyTorch's defaults. Has its own warm-up.
    case oneCycle = "one-cycle"
  }

  public var kind: Kind
  /// η: the largest rate.
  public var peak: Float
  /// Length of the run in epochs.
  public var epochs: Int
  /// Epochs of linear rise from 0 to η before the schedule starts; ignored by one-cycle.
  public var warmupEpochs: Double = 0
  public var stepEpochs: Int = 30
  public var gamma: Float = 0.1
  /// Epochs, ascending.
  public var milestones: [Int] = []

  public init(_ kind: Kind, peak: Float, epochs: Int) { (self.kind, self.peak, self.epochs) = (kind, peak, epochs) }

  /// The rate after `time` epochs, 0 ... epochs: fractions count, so that smooth schedules move with every step.
  public func rate(at time: Double) -> Float {
    if kind == .oneCycle { return oneCycle(time) }
    if time < warmupEpochs { return peak * Float(time / warmupEpochs) }
    switch kind {
    case .constant, .oneCycle: return peak
    case .step: return peak * pow(gamma, Float(Int(time) / max(1, stepEpochs)))
    case .multistep: return peak * pow(gamma, Float(milestones.filter { Double($0) <= time }.count))
    case .cosine:
      let progress = (time - warmupEpochs) / max(1e-9, Double(epochs) - warmupEpochs)
      return peak * Float(0.5 * (1 + cos(.pi * min(1, progress))))
    }
  }

  private func oneCycle(_ time: Double) -> Float {
    let rise = 0.3 * Double(epochs)
    func between(_ from: Double, _ to: Double, _ progress: Double) -> Float {
      Float(to + (from - to) * 0.5 * (1 + cos(.pi * min(1, progress))))
    }
    let top = Double(peak)
    return time < rise
      ? between(top / 25, top, time / rise) : between(top, top / 250_000, (time - rise) / (Double(epochs) - rise))
  }
}
