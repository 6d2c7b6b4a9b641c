import Foundation
import Glibc
import Synchronization

/// What a running program has printed so far, and the signal that waits for a part of it.
final class Transcript: Sendable {
  enum Stream { case output, error }

  private struct State {
    var output: [UInt8] = []
    var error: [UInt8] = []
    var plan: Program.SignalPlan?
  }

  private let process: Int32
  private let state: Mutex<State>

  init(process: Int32, plan: Program.SignalPlan?) {
    self.process = process
    state = Mutex(State(plan: plan))
  }

  /// Reads a pipe to its end on a thread of its own.
  func collect(_ handle: FileHandle, _ stream: Stream, in group: DispatchGroup) {
    group.enter()
    let descriptor = handle.fileDescriptor
    Thread.detachNewThread { [self] in
      let reader = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
      while true {
        let data = reader.availableData
        if data.isEmpty { break }
        append(data, to: stream)
      }
      group.leave()
    }
  }

  func text(_ stream: Stream) -> String {
    state.withLock { String(decoding: stream == .output ? $0.output : $0.error, as: UTF8.self) }
  }

  private func append(_ data: Data, to stream: Stream) {
    let due: Program.SignalPlan? = state.withLock { state in
      if stream == .output { state.output += data } else { state.error += data }
      guard let plan = state.plan else { return nil }
      let printed = String(decoding: stream == .output ? state.output : state.error, as: UTF8.self)
      guard printed.contains(plan.text) else { return nil }
      state.plan = nil
      return plan
    }
    guard let due else { return }
    for time in 0..<due.times {
      if time > 0 { usleep(20_000) }
      kill(process, due.signal)
    }
  }
}
