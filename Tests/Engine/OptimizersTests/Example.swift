import Autodiff
import Kernels
import Tensors

/// A store with tensors of every role, in an order that joins and parts runs of equal decay, none filling whole cache
/// lines.
enum Example {
  static func store() -> ParameterStore {
    var builder = ParameterBuilder()
    let shapes: [(name: String, shape: Shape, role: ParameterRole)] = [
      ("conv1.weight", [3, 3, 2, 5], .weight), ("conv2.weight", [1, 1, 3, 3], .weight),
      ("bn.weight", [17], .normalization),
      ("bn.bias", [17], .normalization), ("fc.weight", [3, 11], .weight), ("fc.bias", [3], .bias),
      ("last", [1], .weight),
    ]
    for (name, shape, role) in shapes {
      _ = builder.parameter(name, shape, role: role, .uniform(bound: 1))
    }
    _ = builder.state("bn.running_mean", [17], filledWith: 0.5)
    return builder.build(seed: 21)
  }

  /// New gradients for every step, left at 0 between the tensors as training leaves them.
  static func fillGradients(_ store: ParameterStore, step: Int) {
    for (index, entry) in store.entries.enumerated() {
      var stream = RandomStream(seed: 4, "gradient", step, index)
      let region = store.part(store.gradients, entry)
      region.assign((0..<region.count).map { _ in stream.normal() })
    }
  }
}

/// The largest difference; infinite if the counts differ or a number is none.
func largestDifference(_ found: [Float], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { largest, pair in
    let difference = abs(Double(pair.0) - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}
