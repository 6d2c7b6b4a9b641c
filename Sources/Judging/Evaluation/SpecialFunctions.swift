import Foundation

/// Functions of statistics that the C library lacks.
package enum SpecialFunctions {
  /// The z with Φ(z) = p for the standard normal distribution.
  ///
  /// Bisection on Φ(z) = erfc(-z/√2)/2, mirrored so that the tail is always the lower one, where erfc keeps its
  /// relative precision. Exact to the last few bits; slow, and called a few times per report.
  package static func normalQuantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "normalQuantile(\(p))")
    if p > 0.5 { return -normalQuantile(1 - p) }
    // Φ(-40) is below the smallest positive number.
    return bisect(from: -40, to: 0) { erfc(-$0 / 2.0.squareRoot()) / 2 < p }
  }

  /// The regularised incomplete beta function I_x(a, b), a, b > 0, 0 ≤ x ≤ 1.
  ///
  /// Continued fraction DLMF 8.17.22 evaluated by Lentz's method; it converges fast for x < (a+1)/(a+b+2), and the
  /// symmetry I_x(a, b) = 1 - I_{1-x}(b, a) brings every x there.
  package static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    precondition(a > 0 && b > 0 && x >= 0 && x <= 1, "incompleteBeta(\(a), \(b), \(x))")
    if x == 0 || x == 1 { return x }
    if x > (a + 1) / (a + b + 2) { return 1 - lowerIncompleteBeta(b, a, 1 - x) }
    return lowerIncompleteBeta(a, b, x)
  }

  private static func lowerIncompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let logFront = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    let tiny = 1e-300
    func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var fraction = d
    // The number of terms grows with the square root of a and b; counts of images stay far below this limit's.
    for m in 1...100_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / guarded(1 + even * d)
      c = guarded(1 + even / c)
      fraction *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / guarded(1 + odd * d)
      c = guarded(1 + odd / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return min(1, exp(logFront) * fraction / a)
  }

  /// The x with I_x(a, b) = p.
  package static func incompleteBetaInverse(_ a: Double, _ b: Double, _ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "incompleteBetaInverse(\(a), \(b), \(p))")
    return bisect(from: 0, to: 1) { incompleteBeta(a, b, $0) < p }
  }

  /// The t with P(T ≤ t) = p for Student's distribution with that many degrees of freedom.
  ///
  /// P(|T| > t) = I_x(ν/2, 1/2) with x = ν/(ν + t²). Near the middle 1 - x is sought instead, which keeps its digits
  /// there.
  package static func studentQuantile(_ p: Double, degrees: Double) -> Double {
    precondition(p > 0 && p < 1 && degrees > 0, "studentQuantile(\(p), \(degrees))")
    if p < 0.5 { return -studentQuantile(1 - p, degrees: degrees) }
    if p < 0.75 {
      let rest = incompleteBetaInverse(0.5, degrees / 2, 2 * p - 1)
      return (degrees * rest / (1 - rest)).squareRoot()
    }
    let x = incompleteBetaInverse(degrees / 2, 0.5, 2 * (1 - p))
    return (degrees * (1 - x) / x).squareRoot()
  }

  /// P(X ≤ k) for X binomial with n trials of probability p.
  package static func binomialCumulative(_ k: Int, trials n: Int, probability p: Double) -> Double {
    precondition(n >= 0 && p >= 0 && p <= 1, "binomialCumulative(\(k), \(n), \(p))")
    if k < 0 { return 0 }
    if k >= n { return 1 }
    return incompleteBeta(Double(n - k), Double(k + 1), 1 - p)
  }

  /// The point where a growing function passes a level: halved until no number lies between the ends.
  private static func bisect(from: Double, to: Double, isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (from, to)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }
}
