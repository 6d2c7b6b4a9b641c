/// How far a run is, by what its epochs showed.
package struct RunProgress: Sendable {
  package let history: [EpochRecord]
  /// The epoch whose weights were kept.
  package let best: EpochRecord?
  package let isFinished: Bool

  /// - Parameters:
  ///   - epochs: the epochs that are wanted.
  ///   - patience: epochs without a better validation after which the run ends; `nil` to run them all.
  package init(_ history: [EpochRecord], epochs: Int, patience: Int?) {
    let best = EpochRecord.best(of: history)
    (self.history, self.best) = (history, best)
    isFinished =
      history.count >= epochs || Self.isExhausted(patience, after: history.count, bestEpoch: best?.epoch ?? 0)
  }

  /// Whether patience is at its end.
  ///
  /// - Parameter bestEpoch: counted from 1; 0 before any epoch was validated.
  package static func isExhausted(_ patience: Int?, after epoch: Int, bestEpoch: Int) -> Bool {
    patience.map { bestEpoch > 0 && epoch - bestEpoch >= $0 } ?? false
  }
}
