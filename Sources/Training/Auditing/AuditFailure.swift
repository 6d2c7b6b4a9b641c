import Support

/// An audit that cannot be made or finished.
package enum AuditFailure: Failure, Equatable {
  /// The images are too small to be compared.
  case imagesTooSmall(height: Int, width: Int, least: Int)
  /// The loss of a network became infinite or no number.
  case diverged(fold: Int)

  package var message: String {
    switch self {
    case .imagesTooSmall(let height, let width, let least):
      "images of \(width)x\(height) pixels, expected at least \(least)x\(least) for an audit"
    case .diverged(let fold): "the network of fold \(fold) diverged: its loss is no finite number"
    }
  }
  package var hint: String? {
    switch self {
    case .imagesTooSmall: "use larger images"
    case .diverged: "try another --seed, or leave the labels unchecked with --no-labels"
    }
  }
  package var status: ExitStatus {
    switch self {
    case .imagesTooSmall: .malformedInput
    case .diverged: .barMissed
    }
  }
}
