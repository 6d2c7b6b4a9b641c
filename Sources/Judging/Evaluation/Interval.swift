/// A range that holds the true value with a given confidence.
package struct Interval: Sendable, Equatable, Codable {
  package let lower: Double
  package let upper: Double

  package init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }

  /// Wilson's score interval for a proportion (Wilson 1927), two-sided; `nil` without trials.
  ///
  /// Its coverage is close to the confidence even for few trials and proportions near 0 or 1, where the common
  /// p ± z√(p(1-p)/n) fails. Traps if successes are not in 0…trials or confidence is not between 0 and 1.
  package static func wilson(successes: Int, trials: Int, confidence: Double = 0.95) -> Interval? {
    check(successes, trials, confidence)
    guard trials > 0 else { return nil }
    let z = SpecialFunctions.normalQuantile((1 + confidence) / 2)
    let (n, proportion) = (Double(trials), Double(successes) / Double(trials))
    let center = (proportion + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (proportion * (1 - proportion) / n + z * z / (4 * n * n)).squareRoot()
    // The ends are exactly 0 and 1 there; rounding must not leave 1e-17.
    return Interval(
      lower: successes == 0 ? 0 : max(0, center - half), upper: successes == trials ? 1 : min(1, center + half))
  }

  /// The exact interval for a proportion (Clopper and Pearson 1934), two-sided; `nil` without trials.
  ///
  /// Holds the true proportion with at least the confidence, whatever the proportion.
  package static func exact(successes: Int, trials: Int, confidence: Double = 0.95) -> Interval? {
    check(successes, trials, confidence)
    let oneSided = (1 + confidence) / 2
    guard let lower = exactLowerBound(successes: successes, trials: trials, confidence: oneSided),
      let upper = exactUpperBound(successes: successes, trials: trials, confidence: oneSided)
    else { return nil }
    return Interval(lower: lower, upper: upper)
  }

  /// The exact one-sided bound: the true proportion is at least this, with the confidence. `nil` without trials.
  package static func exactLowerBound(successes: Int, trials: Int, confidence: Double = 0.95) -> Double? {
    check(successes, trials, confidence)
    guard trials > 0 else { return nil }
    guard successes > 0 else { return 0 }
    return SpecialFunctions.incompleteBetaInverse(
      Double(successes), Double(trials - successes) + 1, 1 - confidence)
  }

  /// The exact one-sided bound: the true proportion is at most this, with the confidence. `nil` without trials.
  package static func exactUpperBound(successes: Int, trials: Int, confidence: Double = 0.95) -> Double? {
    check(successes, trials, confidence)
    guard trials > 0 else { return nil }
    guard successes < trials else { return 1 }
    // The mirrored lower bound keeps the precision where the proportion is near 1.
    return 1
      - SpecialFunctions.incompleteBetaInverse(
        Double(trials - successes), Double(successes) + 1, 1 - confidence)
  }

  private static func check(_ successes: Int, _ trials: Int, _ confidence: Double) {
    precondition(successes >= 0 && successes <= trials, "\(successes) successes of \(trials) trials")
    precondition(confidence > 0 && confidence < 1, "confidence \(confidence) must lie between 0 and 1")
  }
}

/// A proportion of a number of cases, with its uncertainty.
package struct Proportion: Sendable, Equatable, Codable {
  /// `successes / trials`; `nil` (JSON `null`, "–" in tables) without trials, because 0 of 0 is neither good nor bad.
  package let value: Double?
  package let successes: Int
  package let trials: Int
  /// Wilson's 95 % interval; `nil` without trials.
  package let interval: Interval?

  package init(_ successes: Int, of trials: Int) {
    self.successes = successes
    self.trials = trials
    value = trials > 0 ? Double(successes) / Double(trials) : nil
    interval = Interval.wilson(successes: successes, trials: trials)
  }

  private enum CodingKeys: String, CodingKey { case value, successes, trials, interval }

  /// Writes `null` where there is no value, so that every record has the same keys.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(successes, forKey: .successes)
    try container.encode(trials, forKey: .trials)
    try container.encode(interval, forKey: .interval)
  }
}
