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
  }

  package var label: String
  package let total: Int?
  package private(set) var done: Int

  private let unit: Unit
  private let terminal: Terminal
  private let now: () -> Double
  private let write: (String) -> Void
  private let startTime: Double
  private let startCount: Int
  private var lastDrawing = -Double.infinity
  private var isVisible = false
  private static let drawingInterval = 0.1

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

  package mutating func update(to done: Int) {
    self.done = done
    guard terminal.isInteractive else { return }
    let time = now()
    guard time - lastDrawing >= ProgressBar.drawingInterval else { return }
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

  /// The line as it would be drawn at a time, never wider than the terminal.
  package func line(at time: Double) -> String {
    let elapsed = max(time - startTime, 1e-9)
    let rate = Double(done - startCount) / elapsed
    var parts: [String] = []
    if let total, total > 0 {
      let fraction = min(1, max(0, Double(done) / Double(total)))
      let percent = String(Int((fraction * 100).rounded(.down)))
      parts.append(String(repeating: " ", count: 3 - percent.count) + percent + " %")
      parts.append(amount(of: total))
      parts.append(rateText(rate))
      if done < total, rate > 0 { parts.append(Format.duration(Double(total - done) / rate) + " left") }
      let text = parts.joined(separator: "  ")
      let room = terminal.columns - 1 - DisplayText.width(label) - DisplayText.width(text) - 5
      let bar = room >= 10 ? self.bar(fraction, columns: min(room, 30)) + " " : ""
      return fitted("\(DisplayText.printable(label)) \(bar)\(text)")
    }
    parts.append(amount(of: nil))
    parts.append(rateText(rate))
    return fitted("\(DisplayText.printable(label)) " + parts.joined(separator: "  "))
  }

  private func fitted(_ line: String) -> String { DisplayText.prefix(line, columns: max(terminal.columns - 1, 0)) }

  private func amount(of total: Int?) -> String {
    switch unit {
    case .things(let name):
      Format.count(done) + (total.map { "/" + Format.count($0) } ?? "") + " " + name
    case .bytes:
      Format.bytes(done) + (total.map { " of " + Format.bytes($0) } ?? "")
    }
  }

  private func rateText(_ rate: Double) -> String {
    switch unit {
    case .things(let name): Format.rate(rate, name)
    case .bytes: Format.bytes(Int(min(max(rate, 0), 1e18))) + "/s"
    }
  }

  private func bar(_ fraction: Double, columns: Int) -> String {
    let full = Int((fraction * Double(columns)).rounded(.down))
    let signs = terminal.usesUnicode ? ("█", "░") : ("#", "-")
    return "[" + String(repeating: signs.0, count: full) + String(repeating: signs.1, count: columns - full) + "]"
  }
}
