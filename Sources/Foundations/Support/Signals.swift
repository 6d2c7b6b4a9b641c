import CShims

/// The two signals that ask a run to stop.
package enum StopSignal: Sendable, Hashable {
  /// Ctrl-C.
  case interrupt
  /// SIGTERM, as `kill`, schedulers and containers send it.
  case terminate

  /// What the program exits with after it has stopped in good order.
  package var status: ExitStatus {
    switch self {
    case .interrupt: .interrupted
    case .terminate: .terminated
    }
  }
}

/// Whether somebody asked this process to stop.
///
/// After `install()` the first Ctrl-C or SIGTERM is only remembered, so that a run can save its state first; a second
/// one ends the process at once. Without `install()` both end it, as usual.
package enum StopRequest {
  package static func install() { _ = ck_stop_request_install() }

  /// The signal that came, or `nil`. Costs one atomic load: may be asked for every batch, from any thread.
  package static func current() -> StopSignal? {
    switch ck_stop_request_current() {
    case 0: nil
    case 2: .interrupt
    default: .terminate
    }
  }
}
