import Foundation

/// The learning rate as a function of time, counted in epochs.
public struct Schedule: Codable, Sendable, Equatable {
  /// How the rate falls after the warm-up.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// η throughout.
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
    /// A straight line up to η and another one down, as `triangle` says. Has its own warm-up.
    case triangle

    /// Whether the rate rises by itself, so that a warm-up would be a second one.
    public var risesByItself: Bool { self == .oneCycle || self == .triangle }

    /// Whether the rate at a time is another one in a longer run.
    package var dependsOnLength: Bool {
      switch self {
      case .constant, .step, .multistep: false
      case .cosine, .oneCycle, .triangle: true
      }
    }
  }

  /// The two lines of the triangle; the defaults are those of airbench94 (Jordan 2024).
  public struct Triangle: Codable, Sendable, Equatable {
    /// Fraction of η at the start.
    public var start: Float = 0.2
    /// Fraction of η at the end.
    public var end: Float = 0.07
    /// Fraction of the run after which η is reached; 0 to start there.
    public var rise: Double = 0.23
    public init() {}
  }

  public var kind: Kind
  /// η: the largest rate.
  public var peak: Float
  /// Epochs of linear rise from 0 to η before the schedule starts; ignored by kinds that rise by
  /// themselves.
  public var warmupEpochs: Double = 0
  public var stepEpochs: Int = 30
  public var gamma: Float = 0.1
  /// Epochs, ascending.
  public var milestones: [Int] = []
  /// Of the triangle; `nil` for its defaults.
  public var triangle: Triangle?

  public init(_ kind: Kind, peak: Float) { (self.kind, self.peak) = (kind, peak) }

  /// The rate after `time` of a run's `epochs`: fractions count, so that smooth schedules move with every step.
  public func rate(at time: Double, of epochs: Int) -> Float {
    if kind == .oneCycle { return oneCycle(time, Double(epochs)) }
    if kind == .triangle { return triangle(time, Double(epochs)) }
    if time < warmupEpochs { return peak * Float(time / warmupEpochs) }
    switch kind {
    case .constant, .oneCycle, .triangle: return peak
    case .step: return peak * pow(gamma, Float(Int(time) / max(1, stepEpochs)))
    case .multistep: return peak * pow(gamma, Float(milestones.filter { Double($0) <= time }.count))
    case .cosine:
      let progress = (time - warmupEpochs) / max(1e-9, Double(epochs) - warmupEpochs)
      return peak * Float(0.5 * (1 + cos(.pi * min(1, progress))))
    }
  }

  private func triangle(_ time: Double, _ epochs: Double) -> Float {
    let shape = triangle ?? Triangle()
    let progress = min(1, time / epochs)
    if progress < shape.rise { return peak * (shape.start + (1 - shape.start) * Float(progress / shape.rise)) }
    return peak * (1 + (shape.end - 1) * Float((progress - shape.rise) / max(1e-9, 1 - shape.rise)))
  }

  private func oneCycle(_ time: Double, _ epochs: Double) -> Float {
    let rise = 0.3 * epochs
    func between(_ from: Double, _ to: Double, _ progress: Double) -> Float {
      Float(to + (from - to) * 0.5 * (1 + cos(.pi * min(1, progress))))
    }
    let top = Double(peak)
    return time < rise
      ? between(top / 25, top, time / rise) : between(top, top / 250_000, (time - rise) / (epochs - rise))
  }
}
