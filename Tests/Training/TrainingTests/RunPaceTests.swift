import Testing
import Training

struct RunPaceTests {
  /// Three epochs of ten steps of one second, the first of them slow, and validations of five.
  @Test func theWholeRunIsEstimated() throws {
    var pace = RunPace(epochs: 3, batches: 10)
    #expect(pace.remaining(at: 0) == nil && pace.stepSeconds == nil && pace.total == 30)
    // The first two steps are not counted.
    pace.step(epoch: 1, batch: 1, at: 20)
    pace.step(epoch: 1, batch: 2, at: 21)
    #expect(pace.remaining(at: 21) == nil)
    for batch in 3...10 { pace.step(epoch: 1, batch: batch, at: 19 + Double(batch)) }
    #expect(pace.stepSeconds == 1)
    // What a validation takes is not known yet.
    #expect(pace.remaining(at: 29) == 20)
    pace.endEpoch(at: 34)
    #expect(pace.remaining(at: 34) == 30.0)
    pace.step(epoch: 2, batch: 1, at: 35)
    #expect(pace.remaining(at: 35) == 29.0)
    #expect(pace.remaining(at: 35.5) == 28.5)
    for batch in 2...10 { pace.step(epoch: 2, batch: batch, at: 34 + Double(batch)) }
    #expect(pace.remaining(at: 44) == 20.0, "the second validation is under way")
    #expect(pace.stepSeconds == 1)
    pace.endEpoch(at: 49)
    #expect(pace.remaining(at: 49) == 15.0)
  }

  /// Epochs of a single step have no measurement within them.
  @Test func shortEpochs() {
    var pace = RunPace(epochs: 100, batches: 1)
    for epoch in 1...50 {
      let start = Double(epoch - 1) * 3
      pace.step(epoch: epoch, batch: 1, at: start + 1)
      pace.endEpoch(at: start + 3)
    }
    #expect(pace.stepSeconds == 1)
    #expect(pace.remaining(at: 150) == 150.0)
  }

  /// A resumed run knows nothing of its former process.
  @Test func resumed() {
    var pace = RunPace(epochs: 4, batches: 5)
    for batch in 3...5 { pace.step(epoch: 2, batch: batch, at: Double(batch)) }
    #expect(pace.done == 10)
    #expect(pace.stepSeconds == 1)
    #expect(pace.remaining(at: 5) == 10)
  }
}
