import Kernels

/// Moves the parameters of a store along their gradients.
public protocol Optimizer: AnyObject {
  func step(_ step: OptimizerStep)
  /// What a checkpoint must hold to continue to the same bits, by name.
  var blocks: [(name: String, region: Region)] { get }
}

/// What an optimizer must know of one step besides the gradients.
public struct OptimizerStep: Sendable {
  /// η, as the schedule has it.
  public var rate: Float
  /// Counted from 1.
  public var number: Int
  /// Steps of the whole run.
  public var total: Int
  /// Whether parameters that train early only are still moved.
  public var trainsEarly: Bool

  public init(rate: Float, number: Int, total: Int, trainsEarly: Bool = true) {
    (self.rate, self.number, self.total, self.trainsEarly) = (rate, number, total, trainsEarly)
  }
}
