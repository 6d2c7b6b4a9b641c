import Foundation
import Kernels
import Support
import TestSupport
import Testing
import Training

@Suite(.serialized) struct TrainerTimingTests {
  private let clock = { ProcessInfo.processInfo.systemUptime }

  /// Across the ends of epochs: there are four steps in each.
  @Test func asManyStepsAreTimedAsAskedFor() throws {
    let trainer = try TrainingBench.trainer(TrainingBench.configuration())
    #expect(trainer.batchSize == 8 && trainer.batchesPerEpoch == TrainingBench.batchesPerEpoch)
    let before = trainer.network.store.values.copy()
    let timings = try trainer.timeSteps(warmUp: 1, atMost: 10, clock: clock)
    #expect(timings.seconds.count == 10 && timings.waitSeconds.count == 10)
    for (all, wait) in zip(timings.seconds, timings.waitSeconds) { #expect(all > 0 && wait >= 0 && wait <= all) }
    #expect(timings.waitFraction >= 0 && timings.waitFraction <= 1)
    #expect(timings.meanSeconds > 0)
    // Real steps: the weights have moved.
    #expect(trainer.network.store.values.copy() != before)
  }

  /// A clock that moves by a second whenever it is asked: every step takes one.
  @Test func theTimeLimitHolds() throws {
    let trainer = try TrainingBench.trainer(TrainingBench.configuration())
    var now = 0.0
    let slow = { () -> Double in
      now += 1
      return now
    }
    #expect(try trainer.timeSteps(warmUp: 0, atMost: 100, seconds: 5, clock: slow).seconds.count == 5)
    #expect(try trainer.timeSteps(warmUp: 0, atLeast: 7, atMost: 100, seconds: 5, clock: slow).seconds.count == 7)
    #expect(try trainer.timeSteps(warmUp: 0, atLeast: 7, atMost: 3, seconds: 5, clock: slow).seconds.count == 3)
  }

  @Test func divergenceIsSaid() throws {
    let trainer = try TrainingBench.trainer(TrainingBench.configuration(rate: 1e30))
    #expect(throws: TrainingFailure.self) { try trainer.timeSteps(atMost: 20, clock: clock) }
  }

  @Test func theLoaderIsTimedByItself() throws {
    let trainer = try TrainingBench.trainer(TrainingBench.configuration())
    let before = trainer.network.store.values.copy()
    #expect(trainer.timeLoader(seconds: 0.01, clock: clock) > 1000)
    #expect(trainer.network.store.values.copy() == before)
  }
}
