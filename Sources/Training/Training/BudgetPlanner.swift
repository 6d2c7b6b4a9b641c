import Datasets
import Kernels
import Models
import Support

/// Chooses how wide a network is and how many epochs it trains, so that a run ends in a given time.
///
/// Real steps, a validation and the writing of files are timed on this machine, width after width. The widest network
/// is taken that gets enough epochs, and then all epochs that fit. A tenth of the budget is kept back, since no machine
/// is equally fast for long. From then on the clock decides nothing: what was chosen stands in the run's configuration,
/// so that a run can be repeated and resumed to the same bits.
package struct BudgetPlanner {
  /// The whole time of the run, from the start of the program to the end of its report.
  package let budget: TimeSpan
  let configuration: RunConfiguration
  let data: TrainingData
  let backend: Backend
  /// The widths that may be chosen, ascending.
  let widths: [Int]
  /// A length that was asked for, or `nil` to choose it too.
  let epochs: Int?

  /// Widths that are tried: each costs two to four times as much as the one before.
  package static let candidates = [1, 2, 4]

  /// The fraction of the budget that is planned.
  static let plannedFraction = 0.9

  /// A network twice as wide does four times the arithmetic and moves twice the numbers; where neither fills the
  /// processor it takes at least this many times as long. Widths that cannot get enough epochs even so are not
  /// measured.
  static let leastGrowth = 1.5

  /// Seconds that the report takes besides its own validation.
  static let reportSeconds = 1.0

  /// - Parameters:
  ///   - width: one that was asked for, or `nil` to choose it. Networks that start from weights keep the width of the
  ///     configuration.
  ///   - epochs: a length that was asked for, or `nil` to choose it.
  package init(
    _ budget: TimeSpan, _ configuration: RunConfiguration, _ data: TrainingData, backend: Backend, width: Int? = nil,
    epochs: Int? = nil
  ) {
    (self.budget, self.configuration, self.data, self.backend) = (budget, configuration, data, backend)
    self.epochs = epochs
    let possible = ModelConfiguration.widths(of: configuration.model.name)
    if let width {
      widths = [width]
    } else if configuration.initFrom != nil {
      widths = [configuration.model.width]
    } else {
      widths = Self.candidates.filter(possible.contains)
    }
  }

  /// The fewest epochs that a wider network must get: 15 of the recipe's 30, and 60 of the 150 for up to 2,000 images,
  /// where an epoch is few steps. A schedule that is cut further ends before a wide network has learnt what a narrow
  /// one learns in the same time.
  package static func leastEpochs(images: Int) -> Int {
    images <= Recipe.tiny ? 60 : 15
  }

  /// Measures and chooses. Throws if not one epoch fits, or not as many as were asked for.
  ///
  /// - Parameters:
  ///   - started: when the program started, by the clock.
  ///   - clock: seconds since any fixed moment.
  package func plan(since started: Double, clock: () -> Double) throws -> BudgetPlan {
    let wanted = epochs ?? Self.leastEpochs(images: data.train.count + data.validation.count)
    func left() -> Double { Self.plannedFraction * Double(budget.seconds) - (clock() - started) }
    var costs: [WidthCost] = []
    for width in widths {
      if let last = costs.last, last.epochs(in: left(), growth: Self.leastGrowth) < wanted { break }
      costs.append(try measure(width: width, clock: clock))
    }
    return try BudgetPlan(
      budget, model: configuration.model, costs: costs, used: clock() - started, wanted: wanted,
      isFixed: epochs != nil, leavesWider: costs.count < widths.count)
  }

  private func measure(width: Int, clock: () -> Double) throws -> WidthCost {
    var configuration = configuration
    (configuration.model.width, configuration.model.classes) = (width, data.set.classNames.count)
    let begin = clock()
    let trainer = try Trainer(configuration, data, backend: backend)
    let start = clock() - begin
    let steps = try trainer.timeSteps(
      warmUp: 1, atLeast: 3, atMost: 200, seconds: min(2, 0.03 * Double(budget.seconds)), clock: clock)
    let validation = try trainer.timeValidation(images: 512, clock: clock)
    let training = Double(trainer.batchesPerEpoch) * steps.meanSeconds
    return WidthCost(
      width: width, startSeconds: start, epochSeconds: training + validation + (try trainer.timeSaving(clock: clock)),
      endSeconds: validation + Self.reportSeconds)
  }
}

/// What a run costs at one width, in seconds.
package struct WidthCost: Sendable, Equatable {
  package let width: Int
  /// Before the first step.
  package let startSeconds: Double
  /// Training, validation and files.
  package let epochSeconds: Double
  /// After the last epoch.
  package let endSeconds: Double

  package init(width: Int, startSeconds: Double, epochSeconds: Double, endSeconds: Double) {
    (self.width, self.startSeconds, self.epochSeconds) = (width, startSeconds, epochSeconds)
    self.endSeconds = endSeconds
  }

  package func seconds(epochs: Int) -> Double { startSeconds + Double(epochs) * epochSeconds + endSeconds }

  /// Whole epochs that fit, at most as many as a run can have.
  ///
  /// - Parameter growth: how many times as long an epoch takes.
  package func epochs(in seconds: Double, growth: Double = 1) -> Int {
    let epochs = (seconds - startSeconds - endSeconds) / max(growth * epochSeconds, 1e-9)
    return Int(max(0, min(epochs, Double(RunConfiguration.mostEpochs))))
  }
}
