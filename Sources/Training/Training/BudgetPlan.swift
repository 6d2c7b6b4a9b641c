import Models
import Support

/// What a budget was planned to be used for, and why.
package struct BudgetPlan: Sendable, Equatable {
  package let width: Int
  package let epochs: Int
  /// What was chosen, then what each width would have cost: a line each.
  package let explanation: [String]

  /// Chooses from what was measured: the widest network that gets `wanted` epochs, else the narrowest.
  ///
  /// - Parameters:
  ///   - costs: those of the widths that were measured, ascending.
  ///   - used: seconds of the budget that are over.
  ///   - wanted: the fewest epochs that a wider network must get.
  ///   - isFixed: whether exactly `wanted` epochs were asked for.
  ///   - leavesWider: whether there are wider networks that were not measured, since they could not get enough epochs.
  ///
  /// Throws if not one epoch fits, or not as many as were asked for. Traps without costs.
  package init(
    _ budget: TimeSpan, model: ModelConfiguration, costs: [WidthCost], used: Double, wanted: Int, isFixed: Bool,
    leavesWider: Bool = false
  ) throws(BudgetFailure) {
    let left = BudgetPlanner.plannedFraction * Double(budget.seconds) - used
    let cost = costs.last { $0.epochs(in: left) >= wanted } ?? costs[0]
    let fitting = cost.epochs(in: left)
    guard fitting >= (isFixed ? wanted : 1) else {
      let epochs = isFixed ? wanted : 1
      throw BudgetFailure(
        budget: budget, model: Self.title(model, cost.width), epochs: epochs,
        seconds: (used + cost.seconds(epochs: epochs)) / BudgetPlanner.plannedFraction, isFixed: isFixed)
    }
    (width, epochs) = (cost.width, isFixed ? wanted : fitting)
    let time = Format.duration(used + cost.seconds(epochs: epochs))
    var lines = [
      "budget \(budget.text): \(Self.title(model, width)), \(Format.plural(epochs, "epoch")), about \(time) in all"
    ]
    for cost in costs {
      let fitting = cost.epochs(in: left)
      let remark =
        fitting >= wanted ? "" : isFixed ? ", fewer than asked for" : ", fewer than the \(wanted) that are enough"
      let epoch = Format.duration(cost.epochSeconds)
      lines.append(
        "  \(Self.title(model, cost.width)): \(epoch) an epoch, \(Format.plural(fitting, "epoch")) fit\(remark)")
    }
    if leavesWider { lines.append("  wider: not tried, fewer than \(Format.plural(wanted, "epoch")) would fit") }
    explanation = lines
  }

  private static func title(_ model: ModelConfiguration, _ width: Int) -> String {
    var model = model
    model.width = width
    return model.title
  }
}

/// A budget that is too short.
package struct BudgetFailure: Failure, Equatable {
  package let budget: TimeSpan
  package let model: String
  package let epochs: Int
  /// The budget that these epochs need.
  package let seconds: Double
  /// Whether this number of epochs was asked for.
  package let isFixed: Bool

  package var message: String {
    let epochs = isFixed ? Format.plural(epochs, "epoch") : "one epoch"
    return "--budget: expected time for \(epochs) of \(model), about \(TimeSpan(atLeast: seconds).text), "
      + "found \(budget.text)"
  }
  package var hint: String? {
    isFixed ? "leave --epochs out, or give more time" : "give more time, choose a faster --model, or fewer images"
  }
  package var status: ExitStatus { .usage }
}
