import Foundation
import Glibc

/// A built program that tests run as a user would.
public struct Program: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// Finds a program of this package: beside the running tests, so that it was built with them.
  ///
  /// The folder in `CIFARKIT_PROGRAMS` is looked at first.
  public init(_ name: String) throws {
    let folders = Program.folders()
    let paths = folders.map { $0 + "/" + name }
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw ProgramFailure(description: "no program '\(name)' in \(folders)")
    }
    self.path = path
  }

  /// A signal to send once the program has printed a text, to whichever stream.
  public struct SignalPlan: Sendable {
    public var signal: Int32
    public var text: String
    /// How often the signal is sent, 20 milliseconds apart.
    public var times: Int

    public init(_ signal: Int32, afterOutput text: String, times: Int = 1) {
      self.signal = signal
      self.text = text
      self.times = times
    }
  }

  public struct Result: Sendable {
    /// The exit status, or 128 + the signal that killed the program, as shells report it.
    public let status: Int32
    /// The signal that killed the program.
    public let killedBy: Int32?
    public let output: String
    public let errorOutput: String
    /// Whether the program was killed because its time was up.
    public let timedOut: Bool
  }

  /// Runs the program and waits for its end.
  ///
  /// - Parameters:
  ///   - environment: variables to add to or replace in those of the tests; `nil` removes one.
  ///   - input: what the program reads on standard input.
  ///   - folder: the working folder; that of the tests when `nil`.
  ///   - timeout: seconds after which the program is killed.
  public func run(
    _ arguments: [String] = [], environment: [String: String?] = [:], input: String = "", folder: String? = nil,
    timeout: Double = 120, signal plan: SignalPlan? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    // What is printed must not depend on the window that the tests were started in.
    variables["COLUMNS"] = nil
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true) }

    // A file and not a pipe: writing to a program that does not read would end the tests.
    let scratch = try TemporaryFolder()
    process.standardInput = try FileHandle(
      forReadingFrom: URL(fileURLWithPath: try scratch.write(input, to: "standard-input")))
    let output = Pipe()
    let errorOutput = Pipe()
    process.standardOutput = output
    process.standardError = errorOutput
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }

    try process.run()
    let transcript = Transcript(process: process.processIdentifier, plan: plan)
    let readers = DispatchGroup()
    transcript.collect(output.fileHandleForReading, .output, in: readers)
    transcript.collect(errorOutput.fileHandleForReading, .error, in: readers)

    let timedOut = hasEnded.wait(timeout: .now() + timeout) == .timedOut
    if timedOut {
      kill(process.processIdentifier, SIGKILL)
      hasEnded.wait()
    }
    // A grandchild that lives on may hold the pipes open: what came until now is what counts.
    _ = readers.wait(timeout: .now() + 5)

    let wasKilled = process.terminationReason == .uncaughtSignal
    return Result(
      status: wasKilled ? 128 + process.terminationStatus : process.terminationStatus,
      killedBy: wasKilled ? process.terminationStatus : nil,
      output: transcript.text(.output), errorOutput: transcript.text(.error), timedOut: timedOut)
  }

  private static func folders() -> [String] {
    var folders: [String] = []
    if let folder = ProcessInfo.processInfo.environment["CIFARKIT_PROGRAMS"] { folders.append(folder) }
    // The tests are a bundle, or a program of that name, beside the programs of the package.
    let hosts = CommandLine.arguments + Bundle.allBundles.map(\.bundlePath) + [Bundle.main.executablePath ?? ""]
    for host in hosts {
      guard let range = host.range(of: "/[^/]*\\.xctest", options: .regularExpression) else { continue }
      folders.append(String(host[..<range.lowerBound]))
    }
    for configuration in ["release", "debug"] { folders.append(Repository.path(".build/\(configuration)")) }
    return folders
  }
}

public struct ProgramFailure: Error, CustomStringConvertible {
  public let description: String
}
