import Kernels

/// Moves the parameters of a store along their gradients.
package protocol Optimizer: AnyObject {
  func step(_ step: OptimizerStep)
  /// What a checkpoint must hold to continue to the same bits, by name.
  var blocks: [(name: String, region: Region)] { get }
}

/// What an optimizer must know of one step besides the gradients.
package struct OptimizerStep: Sendable {
  /// η, as the schedule has it.
  package var rate: Float
  /// Counted from 1.
  package var number: Int
  /// Steps of the whole run.
  package var total: Int
  /// Whether parameters that train early only are still moved.
  package var trainsEarly: Bool

  package init(rate: Float, number: Int, total: Int, trainsEarly: Bool = true) {
    (self.rate, self.number, self.total, self.trainsEarly) = (rate, number, total, trainsEarly)
  }
}
