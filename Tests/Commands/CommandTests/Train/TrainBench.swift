import Foundation
import Serialization
import Support
import TestSupport
import Testing

/// All tests that run `cifar-train`: one after the other, since each takes all processors.
@Suite(.serialized) enum TrainProgramTests {}

/// A folder to run `cifar-train` in, and the arguments of a small run: 160 images, 5 steps an epoch.
struct TrainBench {
  let folder: TemporaryFolder
  private let program: Program

  init() throws {
    folder = try TemporaryFolder()
    program = try Program("cifar-train")
  }

  /// The repository's synthetic sample, in the format of CIFAR-100.
  static let sample = Repository.path("data/synthetic-sample")

  static let small = ["--data", sample, "--classes", "bicycle,motorcycle", "--cutmix", "0", "--lr", "0.01"]

  @discardableResult
  func run(
    _ arguments: [String], environment: [String: String?] = [:], folder: String? = nil, timeout: Double = 120,
    signal: Program.SignalPlan? = nil
  ) throws -> Program.Result {
    try program.run(
      arguments, environment: environment, folder: folder ?? self.folder.path, timeout: timeout, signal: signal)
  }

  /// Runs the program from a shell line in which `$0` is the program.
  func shell(_ line: String, _ arguments: [String]) throws -> Program.Result {
    try Program(path: "/bin/sh").run(["-c", line, program.path] + arguments, folder: folder.path)
  }

  /// Whether two files in the folder hold the same bytes. (A comparison inside an expectation would print them.)
  func areEqual(_ one: String, _ other: String) throws -> Bool { try folder.read(one) == folder.read(other) }

  /// Fails for every file of a run that is not whole.
  func expectValidFiles(_ run: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for name in try FileSystem.names(in: folder.file(run)) where !name.hasPrefix(".") {
      let path = folder.file("\(run)/\(name)")
      if name.hasSuffix(".safetensors") {
        #expect(throws: Never.self, "\(name)", sourceLocation: sourceLocation) { try Safetensors.read(path) }
      } else {
        let text = try folder.text("\(run)/\(name)")
        #expect(text.hasSuffix("\n") || name == "train.log", "\(name)", sourceLocation: sourceLocation)
        if name == "metrics.csv" {
          let columns = text.split(separator: "\n").map { $0.filter { $0 == "," }.count }
          #expect(Set(columns) == [8], sourceLocation: sourceLocation)
        }
        if name == "metrics.jsonl" {
          let lines = text.split(separator: "\n")
          let isWhole = lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }
          #expect(isWhole, sourceLocation: sourceLocation)
        }
      }
    }
  }
}
