import Foundation
import Support
import Testing

/// Each test raises its signals in a process of its own.
struct SignalsTests {
  @Test func theFirstSignalIsRemembered() async {
    await #expect(processExitsWith: .exitCode(130)) {
      StopRequest.install()
      guard StopRequest.current() == nil else { exit(1) }
      send(SIGINT)
      guard let signal = StopRequest.current(), signal == .interrupt else { exit(2) }
      exit(signal.status.rawValue)
    }
    await #expect(processExitsWith: .exitCode(143)) {
      StopRequest.install()
      send(SIGTERM)
      exit(StopRequest.current()?.status.rawValue ?? 1)
    }
  }

  @Test func theSecondSignalEndsTheProcess() async {
    await #expect(processExitsWith: .exitCode(143)) {
      StopRequest.install()
      send(SIGINT)
      send(SIGTERM)
      exit(1)
    }
  }

  @Test func withoutInstallationASignalEndsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      _ = CommandRunner.run(tool: "tool") { send(SIGTERM) }
      exit(1)
    }
  }

  @Test func aBrokenPipeEndsTheProcessQuietly() async {
    let result = await #expect(processExitsWith: .signal(SIGPIPE), observing: [\.standardErrorContent]) {
      signal(SIGPIPE, SIG_IGN)
      _ = CommandRunner.run(tool: "tool") {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        dup2(pipe.fileHandleForWriting.fileDescriptor, 1)
        for _ in 0..<10 { print("this is not read") }
      }
      exit(1)
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(!errors.contains("error"))
  }
}

/// Sends this process a signal, as Ctrl-C or `kill` do, and gives it time to arrive.
private func send(_ signal: Int32) {
  kill(getpid(), signal)
  usleep(50_000)
}
