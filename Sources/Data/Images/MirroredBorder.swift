/// What lies beyond the border of an image that is mirrored there.
package enum MirroredBorder {
  /// The position that -1, -2, … and count, count + 1, … mirror; the border itself is not repeated.
  package static func position(_ position: Int, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let phase = ((position % period) + period) % period
    return min(phase, period - phase)
  }
}
