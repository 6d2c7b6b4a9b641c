import Datasets
import Foundation
import Kernels
import Models
import Support
import TestSupport
import Testing
import Training

/// What a budget is used for, by figures and by measurement.
@Suite(.serialized) struct BudgetPlannerTests {
  private static let model = ModelConfiguration(name: "resnet20", classes: 2)

  private static func span(_ text: String) throws -> TimeSpan { try #require(TimeSpan(text)) }

  /// A start of 1 second, an end of 2, and epochs of given seconds at widths 1, 2, 4, …
  private static func costs(_ epochs: [Double]) -> [WidthCost] {
    epochs.enumerated().map { WidthCost(width: 1 << $0, startSeconds: 1, epochSeconds: $1, endSeconds: 2) }
  }

  struct Case: Sendable {
    let budget: String
    let epochSeconds: [Double]
    let used: Double
    let wanted: Int
    let isFixed: Bool
    /// What is chosen; no epochs: a refusal.
    let width: Int
    let epochs: Int
  }

  /// 90 % of the budget, less what is used, less 3 seconds, by the seconds of an epoch.
  static let cases: [Case] = [
    Case(budget: "100s", epochSeconds: [1], used: 7, wanted: 15, isFixed: false, width: 1, epochs: 80),
    Case(budget: "100s", epochSeconds: [1, 3, 9], used: 7, wanted: 15, isFixed: false, width: 2, epochs: 26),
    Case(budget: "100s", epochSeconds: [1, 3, 5], used: 7, wanted: 15, isFixed: false, width: 4, epochs: 16),
    // One epoch less than enough.
    Case(budget: "100s", epochSeconds: [1, 5, 10], used: 7, wanted: 17, isFixed: false, width: 1, epochs: 80),
    // Nothing gets enough: the narrowest gets what there is.
    Case(budget: "100s", epochSeconds: [20, 60], used: 7, wanted: 15, isFixed: false, width: 1, epochs: 4),
    Case(budget: "100s", epochSeconds: [80], used: 7, wanted: 15, isFixed: false, width: 1, epochs: 1),
    Case(budget: "100s", epochSeconds: [80.1], used: 7, wanted: 15, isFixed: false, width: 1, epochs: 0),
    Case(budget: "100s", epochSeconds: [1], used: 95, wanted: 15, isFixed: false, width: 1, epochs: 0),
    // A length that was asked for is kept, and decides the width.
    Case(budget: "100s", epochSeconds: [1, 3, 9], used: 7, wanted: 8, isFixed: true, width: 4, epochs: 8),
    Case(budget: "100s", epochSeconds: [1, 3, 9], used: 7, wanted: 60, isFixed: true, width: 1, epochs: 60),
    Case(budget: "100s", epochSeconds: [1, 3, 9], used: 7, wanted: 81, isFixed: true, width: 1, epochs: 0),
    // As many as a configuration holds.
    Case(budget: "720h", epochSeconds: [1e-3], used: 7, wanted: 15, isFixed: false, width: 1, epochs: 100_000),
    Case(budget: "720h", epochSeconds: [0], used: 7, wanted: 15, isFixed: false, width: 1, epochs: 100_000),
  ]

  @Test(arguments: cases) func theWidestThatGetsEnoughEpochsIsTaken(_ c: Case) throws {
    let budget = try Self.span(c.budget)
    func plan() throws -> BudgetPlan {
      try BudgetPlan(
        budget, model: Self.model, costs: Self.costs(c.epochSeconds), used: c.used, wanted: c.wanted,
        isFixed: c.isFixed)
    }
    guard c.epochs > 0 else {
      let failure = #expect(throws: BudgetFailure.self) { try plan() }
      #expect(failure?.status == .usage && failure?.hint != nil)
      #expect((failure?.seconds ?? 0) > Double(budget.seconds))
      return
    }
    let chosen = try plan()
    #expect(chosen.width == c.width && chosen.epochs == c.epochs)
    let cost = try #require(Self.costs(c.epochSeconds).first { $0.width == chosen.width })
    #expect(c.used + cost.seconds(epochs: chosen.epochs) <= 0.9 * Double(budget.seconds) + 1e-6)
  }

  @Test func thePlanSaysWhy() throws {
    let plan = try BudgetPlan(
      Self.span("10m"), model: Self.model, costs: Self.costs([5.1, 13.2, 40]), used: 20, wanted: 15, isFixed: false)
    #expect(
      plan.explanation == [
        "budget 10m: resnet20 of width 2, 39 epochs, about 8m 58s in all",
        "  resnet20: 5.1s an epoch, 101 epochs fit",
        "  resnet20 of width 2: 13.2s an epoch, 39 epochs fit",
        "  resnet20 of width 4: 40.0s an epoch, 12 epochs fit, fewer than the 15 that are enough",
      ])
  }

  @Test func whatWasNotTriedIsSaid() throws {
    let plan = try BudgetPlan(
      Self.span("10m"), model: Self.model, costs: Self.costs([27.5]), used: 20, wanted: 15, isFixed: false,
      leavesWider: true)
    #expect(
      plan.explanation == [
        "budget 10m: resnet20, 18 epochs, about 8m 38s in all",
        "  resnet20: 27.5s an epoch, 18 epochs fit",
        "  wider: not tried, fewer than 15 epochs would fit",
      ])
  }

  @Test func refusalsSayHowMuchIsNeeded() throws {
    let budget = try Self.span("10s")
    let one = #expect(throws: BudgetFailure.self) {
      try BudgetPlan(budget, model: Self.model, costs: Self.costs([20]), used: 4, wanted: 15, isFixed: false)
    }
    #expect(one?.message == "--budget: expected time for one epoch of resnet20, about 30s, found 10s")
    #expect(one?.hint == "give more time, choose a faster --model, or fewer images")
    let fixed = #expect(throws: BudgetFailure.self) {
      try BudgetPlan(budget, model: Self.model, costs: Self.costs([20]), used: 4, wanted: 10, isFixed: true)
    }
    #expect(fixed?.message == "--budget: expected time for 10 epochs of resnet20, about 3m50s, found 10s")
    #expect(fixed?.hint == "leave --epochs out, or give more time")
  }

  @Test(arguments: [(1, 60), (2_000, 60), (2_001, 15), (50_000, 15)])
  func smallSetsNeedMoreEpochs(_ images: Int, _ epochs: Int) {
    #expect(BudgetPlanner.leastEpochs(images: images) == epochs)
  }

  // MARK: - Measured

  private func planner(
    _ budget: String, width: Int? = nil, epochs: Int? = nil, change: (inout RunConfiguration) -> Void = { _ in }
  ) throws -> BudgetPlanner {
    var configuration = TrainingBench.configuration()
    change(&configuration)
    let data = try TrainingData(TrainingBench.images(), validation: 0.2, seed: 11)
    return try BudgetPlanner(
      Self.span(budget), configuration, data, backend: Backend(threads: 2), width: width, epochs: epochs)
  }

  private let clock = { ProcessInfo.processInfo.systemUptime }

  @Test func realStepsAreMeasured() throws {
    let start = clock()
    let plan = try planner("1h").plan(since: start, clock: clock)
    // An hour holds thousands of these epochs, whatever the width, on any machine.
    #expect(plan.width == 4 && plan.epochs > 60)
    #expect(plan.explanation.count == 4)
    #expect(clock() - start < 60)
  }

  @Test func whatWasAskedForIsKept() throws {
    let narrow = try planner("1h", width: 1).plan(since: clock(), clock: clock)
    #expect(narrow.width == 1 && narrow.epochs > 60 && narrow.explanation.count == 2)
    let long = try planner("1h", epochs: 70).plan(since: clock(), clock: clock)
    #expect(long.width == 4 && long.epochs == 70)
  }

  /// A model that has no widths, and weights that have one already.
  @Test func onlyPossibleWidthsAreTried() throws {
    let folder = try TemporaryFolder()
    try TrainingBench.run(TrainingBench.configuration(epochs: 1), in: folder.file("run"))
    let plan = try planner("1h") { $0.initFrom = folder.file("run/best.safetensors") }.plan(
      since: clock(), clock: clock)
    #expect(plan.width == 1 && plan.explanation.count == 2)
    #expect(throws: ModelFailure.unknown("resnet21")) {
      try planner("1h") { $0.model.name = "resnet21" }.plan(since: clock(), clock: clock)
    }
    #expect(throws: ModelFailure.width("resnet20", 17)) {
      try planner("1h", width: 17).plan(since: clock(), clock: clock)
    }
  }

  @Test func aBudgetThatIsOverIsRefused() throws {
    #expect(throws: BudgetFailure.self) { try planner("10s").plan(since: clock() - 20, clock: clock) }
  }
}
