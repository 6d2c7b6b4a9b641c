import Foundation
import Optimizers
import Testing

struct ScheduleTests {
  /// One entry of `Fixtures/schedules.json`, made by `Fixtures/make_schedules.py`.
  struct Table: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let schedule: Schedule
    /// Of the run.
    let epochs: Int
    /// Epochs.
    let times: [Double]
    let rates: [Double]
    var testDescription: String { name }
  }

  static func tables() throws -> [Table] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/schedules.json")
    return try JSONDecoder().decode([Table].self, from: Data(contentsOf: file))
  }

  @Test func everyKindHasATable() throws {
    #expect(Set(try Self.tables().map(\.schedule.kind)) == Set(Schedule.Kind.allCases))
  }

  @Test(arguments: try tables())
  func ratesAreThoseOfPyTorch(_ table: Table) {
    #expect(table.times.count == table.rates.count && table.times.count > 5)
    for (time, rate) in zip(table.times, table.rates) {
      let found = Double(table.schedule.rate(at: time, of: table.epochs))
      // Relative, but near the end of a cosine, where the rate vanishes, relative to the peak.
      #expect(abs(found - rate) < 1e-6 * rate + 1e-7 * Double(table.schedule.peak), "epoch \(time)")
    }
  }

  /// A straight line from 0 to the peak, then the schedule as if nothing had been.
  @Test(arguments: [Schedule.Kind.constant, .step, .multistep, .cosine])
  func warmUpRisesInAStraightLine(_ kind: Schedule.Kind) {
    var schedule = Schedule(kind, peak: 0.4)
    (schedule.stepEpochs, schedule.milestones, schedule.gamma) = (8, [8, 16], 0.5)
    let cold = schedule
    schedule.warmupEpochs = 4
    for (time, rate) in [(0.0, Float(0)), (1, 0.1), (2.5, 0.25), (3, 0.3), (4, 0.4)] {
      #expect(abs(schedule.rate(at: time, of: 20) - rate) < 1e-7, "epoch \(time)")
    }
    for time in [4.0, 7.9, 8, 10, 15, 16, 19.5, 20] {
      if kind == .cosine {
        // The half wave spans what is left.
        let expected = 0.4 * 0.5 * (1 + cos(Double.pi * (time - 4) / 16))
        #expect(abs(Double(schedule.rate(at: time, of: 20)) - expected) < 1e-7, "epoch \(time)")
      } else {
        #expect(schedule.rate(at: time, of: 20) == cold.rate(at: time, of: 20), "epoch \(time)")
      }
    }
  }

  @Test func warmUpMayTakeAFractionOfAnEpochOrTheWholeRun() {
    var schedule = Schedule(.cosine, peak: 1)
    schedule.warmupEpochs = 0.5
    #expect(schedule.rate(at: 0.25, of: 2) == 0.5)
    #expect(schedule.rate(at: 0.5, of: 2) == 1)
    schedule.warmupEpochs = 2
    #expect(schedule.rate(at: 1, of: 2) == 0.5)
    #expect(schedule.rate(at: 2, of: 2).isFinite)
    schedule.warmupEpochs = 5
    #expect(schedule.rate(at: 2, of: 2) == 0.4)
  }

  @Test func oneCycleHasItsOwnWarmUp() {
    var schedule = Schedule(.oneCycle, peak: 0.5)
    let plain = schedule
    schedule.warmupEpochs = 3
    for time in stride(from: 0.0, through: 10, by: 0.5) {
      #expect(schedule.rate(at: time, of: 10) == plain.rate(at: time, of: 10))
    }
    #expect(abs(plain.rate(at: 0, of: 10) - 0.02) < 1e-7)
    #expect(plain.rate(at: 3, of: 10) == 0.5)
    #expect(abs(plain.rate(at: 10, of: 10) - 2e-6) < 1e-9)
  }

  /// Up to the peak at 23 % of the run, down to 7 % of it; and without a rise, down to 0.
  @Test func theTriangleHasItsOwnShape() {
    var schedule = Schedule(.triangle, peak: 2)
    for (time, rate) in [(0.0, 0.4), (11.5, 1.2), (23, 2), (61.5, 1.07), (100, 0.14), (150, 0.14)] {
      #expect(abs(Double(schedule.rate(at: time, of: 100)) - rate) < 1e-6, "epoch \(time)")
    }
    schedule.warmupEpochs = 5
    #expect(schedule.rate(at: 0, of: 100) == 0.4)
    var line = Schedule.Triangle()
    (line.start, line.end, line.rise) = (1, 0, 0)
    schedule.triangle = line
    for (time, rate) in [(0.0, 2.0), (50, 1), (99, 0.02), (100, 0)] {
      #expect(abs(Double(schedule.rate(at: time, of: 100)) - rate) < 1e-6, "epoch \(time)")
    }
  }

  @Test func whatRisesByItself() {
    #expect(Schedule.Kind.allCases.filter(\.risesByItself) == [.oneCycle, .triangle])
  }

  /// Rates of one schedule never leave 0 ... peak, whatever the time, also beyond the end of the run.
  @Test(arguments: Schedule.Kind.allCases)
  func ratesStayInRange(_ kind: Schedule.Kind) {
    for (epochs, warmup) in [(1, 0.0), (1, 1), (7, 0.3), (30, 5)] {
      var schedule = Schedule(kind, peak: 0.1)
      schedule.warmupEpochs = warmup
      schedule.milestones = [2, 3]
      (schedule.stepEpochs, schedule.gamma) = (2, 0.3)
      for step in 0...200 {
        let rate = schedule.rate(at: Double(epochs) * 1.2 * Double(step) / 200, of: epochs)
        #expect(rate >= 0 && rate <= 0.1 * 1.000_001)
      }
    }
  }

  /// Between two epochs the steps are flat and the cosine falls.
  @Test func fractionsOfAnEpochCount() {
    var step = Schedule(.step, peak: 1)
    (step.stepEpochs, step.gamma) = (1, 0.5)
    #expect(step.rate(at: 0.99, of: 4) == 1 && step.rate(at: 1, of: 4) == 0.5 && step.rate(at: 1.5, of: 4) == 0.5)
    let cosine = Schedule(.cosine, peak: 1)
    #expect(cosine.rate(at: 1.5, of: 4) < cosine.rate(at: 1.49, of: 4))
  }

  /// A step of no epochs is taken for one epoch rather than dividing by zero.
  @Test func aStepOfNoEpochsDoesNotTrap() {
    var schedule = Schedule(.step, peak: 1)
    schedule.stepEpochs = 0
    #expect(schedule.rate(at: 1, of: 4) == 0.1)
  }
}
