import Support
import Synchronization
import Testing

struct ProgressBarTests {
  /// A clock that is set by hand and a record of what was drawn.
  final class Stage: Sendable {
    let state = Mutex((time: 100.0, drawn: [String]()))
    func set(_ time: Double) { state.withLock { $0.time = time } }
    var drawn: [String] { state.withLock { $0.drawn } }

    func bar(total: Int?, done: Int = 0, unit: ProgressBar.Unit = .things("images"), terminal: Terminal) -> ProgressBar
    {
      ProgressBar(
        "epoch 1", total: total, done: done, unit: unit, terminal: terminal,
        now: { [self] in state.withLock { $0.time } },
        write: { [self] text in state.withLock { $0.drawn.append(text) } })
    }
  }

  let stage = Stage()
  let terminal = Terminal(isInteractive: true, columns: 100)

  @Test func theLineSaysHowFarAndHowFast() {
    var bar = stage.bar(total: 2000, terminal: terminal)
    stage.set(102)
    bar.update(to: 500)
    #expect(
      stage.drawn == [
        "\repoch 1 [#######-----------------------]  25 %  500/2,000 images  250 images/s  6.0s left\u{1B}[K"
      ])
  }

  @Test func drawingIsThrottled() {
    var bar = stage.bar(total: 1000, terminal: terminal)
    for step in 1...1000 {
      stage.set(100 + Double(step) * 0.001)
      bar.update(to: step)
    }
    #expect((9...11).contains(stage.drawn.count))
    #expect(bar.done == 1000)
  }

  @Test func clearingMakesRoomAndTheNextUpdateDrawsAgain() {
    var bar = stage.bar(total: 10, terminal: terminal)
    bar.clear()
    #expect(stage.drawn == [])
    bar.update(to: 1)
    bar.clear()
    bar.clear()
    bar.update(to: 2)
    #expect(stage.drawn.count == 3)
    #expect(stage.drawn[1] == "\r\u{1B}[K")
  }

  @Test func elsewhereNothingIsDrawn() {
    var bar = stage.bar(total: 10, terminal: Terminal(isInteractive: false))
    bar.update(to: 10)
    bar.clear()
    #expect(stage.drawn == [])
  }

  @Test func resumedBytesDoNotCountForTheRate() {
    let bar = stage.bar(total: 4_000_000, done: 3_000_000, unit: .bytes, terminal: terminal)
    #expect(bar.line(at: 101).hasSuffix(" 75 %  3.00 MB of 4.00 MB  0 B/s"))
    var moving = bar
    moving.update(to: 3_500_000)
    #expect(moving.line(at: 101).hasSuffix(" 87 %  3.50 MB of 4.00 MB  500 kB/s  1.0s left"))
  }

  /// A rate over no time says nothing.
  @Test func thereIsNoRateBeforeThereIsAMeasurement() {
    var bar = stage.bar(total: 2000, terminal: terminal)
    bar.update(to: 5)
    #expect(bar.line(at: 100.001) == "epoch 1 [------------------------------]   0 %  5/2,000 images")
    #expect(bar.line(at: 100.5).hasSuffix("10 images/s  3m 20s left"))
  }

  @Test func fractionsAndWhatTheCallerMeasured() {
    var bar = stage.bar(total: 200, unit: .fraction, terminal: terminal)
    bar.update(to: 50)
    #expect(bar.line(at: 101) == "epoch 1 [#######-----------------------]  25 %")
    (bar.rate, bar.remaining) = ("812 images/s", 65)
    #expect(bar.line(at: 101) == "epoch 1 [#######-----------------------]  25 %  812 images/s  1m 05s left")
  }

  /// What is left of the time is shown longest.
  @Test(arguments: [
    (40, "epoch 1  25 %  250 images/s  6.0s left"), (34, "epoch 1  25 %  6.0s left"), (12, "epoch 1  25"),
  ])
  func narrow(_ columns: Int, _ line: String) {
    var bar = stage.bar(total: 2000, terminal: Terminal(isInteractive: true, columns: columns))
    bar.update(to: 500)
    #expect(bar.line(at: 102) == line)
  }

  @Test func anUnknownTotalShowsNoEnd() {
    var bar = stage.bar(total: nil, terminal: terminal)
    bar.update(to: 50)
    #expect(bar.line(at: 101) == "epoch 1 50 images  50 images/s")
  }

  @Test(arguments: [0, 1, 10, 30, 60, 80, 200])
  func theLineFitsTheTerminal(columns: Int) {
    var bar = stage.bar(
      total: 1000, terminal: Terminal(isInteractive: true, columns: columns, usesUnicode: true))
    bar.update(to: 1500)
    #expect(DisplayText.width(bar.line(at: 101)) <= max(columns - 1, 0))
  }
}
