import Foundation

/// A line on standard error that says how far the work is, how fast it goes and how long it will take.
///
///     epoch 3/30 [########--------]  50 %  400/800 images  812 images/s  0.49s left
///
/// It is drawn on terminals only, at most ten times a second; elsewhere nothing is printed.
package struct ProgressBar {
  /// What is counted.
  package enum Unit: Sendable, Equatable {
    case things(String)
    case bytes
    /// Steps that mean nothing to a reader: only their fraction is shown, and what `rate` and `remaining` say.
    case fraction
  }

  package var label: String
  package let total: Int?
  package private(set) var done: Int
  /// Shown in place of what the bar measures itself, which with `.fraction` is nothing.
  package var rate: String?
  /// Seconds.
  package var remaining: Double?

  private let unit: Unit
  private let terminal: Terminal
  private let now: () -> Double
  private let write: (String) -> Void
  private let startTime: Double
  private let startCount: Int
  private var lastDrawing = -Double.infinity
  private var isVisible = false
  private static let drawingInterval = 0.1
  /// Seconds before which a rate says more about the clock than about the work.
  private static let shortestMeasurement = 0.2

  /// - Parameters:
  ///   - total: how many there are in all; `nil` when it is not known.
  ///   - done: how many were done earlier, as in a resumed download; they do not count for the rate.
  ///   - now: a clock in seconds.
  package init(
    _ label: String, total: Int?, done: Int = 0, unit: Unit, terminal: Terminal = .standardError(),
    now: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime },
    write: @escaping (String) -> Void = StandardStreams.writeError
  ) {
    self.label = label
    self.total = total
    self.done = done
    self.unit = unit
    self.terminal = terminal
    self.now = now
    self.write = write
    startTime = now()
    startCount = done
  }

  /// - Parameter isUrgent: draws the line even if it was drawn just now.
  package mutating func update(to done: Int, isUrgent: Bool = false) {
    self.done = done
    guard terminal.isInteractive else { return }
    let time = now()
    guard isUrgent || time - lastDrawing >= ProgressBar.drawingInterval else { return }
    lastDrawing = time
    isVisible = true
    write("\r" + line(at: time) + "\u{1B}[K")
  }

  /// Takes the line away, so that something else can be printed in its place. The next update draws it again.
  package mutating func clear() {
    guard isVisible else { return }
    isVisible = false
    lastDrawing = -Double.infinity
    write("\r\u{1B}[K")
  }

  /// The line as it would be drawn at a time, never wider than the terminal: where there is no room, the bar is left
  /// out first, then the amount, then the rate.
  package func line(at time: Double) -> String {
    let label = DisplayText.printable(label)
    let elapsed = time - startTime
    let measured = elapsed < Self.shortestMeasurement ? nil : Double(done - startCount) / elapsed
    let rateText = rate ?? measured.flatMap(self.rateText)
    guard let total, total > 0 else {
      return fitted(([label + " " + amount(of: nil)] + [rateText].compactMap { $0 }).joined(separator: "  "))
    }
    let fraction = min(1, max(0, Double(done) / Double(total)))
    let percent = String(Int((fraction * 100).rounded(.down)))
    let part = String(repeating: " ", count: 3 - percent.count) + percent + " %"
    let isMeasured = unit != .fraction && done < total && (measured ?? 0) > 0
    let left = remaining ?? (isMeasured ? Double(total - done) / (measured ?? 1) : nil)
    let end = left.map { Format.duration($0) + " left" }
    let whole = [part, unit == .fraction ? nil : amount(of: total), rateText, end]
    for parts in [whole, [part, rateText, end], [part, end]] {
      let text = parts.compactMap { $0 }.joined(separator: "  ")
      let room = terminal.columns - 1 - DisplayText.width(label) - DisplayText.width(text) - 2
      if room < 0 { continue }
      // In steps of five columns, so that it does not jump with every digit of the rest.
      let bar = room >= 13 ? self.bar(fraction, columns: min((room - 3) / 5 * 5, 30)) + " " : ""
      return "\(label) \(bar)\(text)"
    }
    return fitted("\(label) \(part)")
  }

  private func fitted(_ line: String) -> String { DisplayText.prefix(line, columns: max(terminal.columns - 1, 0)) }

  private func amount(of total: Int?) -> String {
    switch unit {
    case .things(let name):
      Format.count(done) + (total.map { "/" + Format.count($0) } ?? "") + " " + name
    case .bytes: Format.bytes(done) + (total.map { " of " + Format.bytes($0) } ?? "")
    case .fraction: ""
    }
  }

  private func rateText(_ rate: Double) -> String? {
    switch unit {
    case .things(let name): Format.rate(rate, name)
    case .bytes: Format.bytes(Int(min(max(rate, 0), 1e18))) + "/s"
    case .fraction: nil
    }
  }

  private func bar(_ fraction: Double, columns: Int) -> String {
    let full = Int((fraction * Double(columns)).rounded(.down))
    let signs = terminal.usesUnicode ? ("█", "░") : ("#", "-")
    return "[" + String(repeating: signs.0, count: full) + String(repeating: signs.1, count: columns - full) + "]"
  }
}
