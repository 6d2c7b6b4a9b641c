import Foundation
import Serialization
import TestSupport
import Testing

/// One short run for all tests of `cifar-eval`: one epoch of a small network on the sample in the repository.
///
/// Programs run in the repository's folder, so that the run's `data/synthetic-sample` is found again.
final class EvalFixture: Sendable {
  static let repository = Repository.folder
  /// As the run's recipe names it.
  static let sample = "data/synthetic-sample"
  @TaskLocal static var current: EvalFixture?

  let folder: TemporaryFolder
  let program: Program
  /// The folder of the run.
  var run: String { folder.file("run") }
  /// Its weights file.
  var weights: String { folder.file("run/best.safetensors") }

  init() throws {
    folder = try TemporaryFolder()
    program = try Program("cifar-eval")
    let training = try Program("cifar-train").run(
      [
        "--data", Self.sample, "--classes", "bicycle,motorcycle", "--model", "resnet20", "--epochs", "1",
        "--output", folder.file("run"), "--quiet",
      ], folder: Self.repository)
    try #require(training.status == 0, "\(training.errorOutput)")
  }

  static func shared() throws -> EvalFixture { try #require(current) }

  /// Runs `cifar-eval` on the run.
  func evaluate(_ arguments: String...) throws -> Program.Result {
    try program.run(["--weights", run] + arguments, folder: Self.repository)
  }

  /// Runs it and reads the report it writes, as any other program would.
  func report(_ arguments: [String], weights: String? = nil) throws -> [String: Any] {
    let result = try program.run(
      ["--weights", weights ?? run, "--json", "-"] + arguments, folder: Self.repository)
    try #require(result.status == 0, "\(result.errorOutput)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  /// A copy of the weights file with some changes.
  func changed(
    _ name: String, _ change: (inout WeightsMetadata) -> Void = { _ in },
    tensors: ([NamedTensor]) -> [NamedTensor] = { $0 }
  ) throws -> String {
    let file = try WeightsFile.read(weights)
    var metadata = file.metadata
    change(&metadata)
    let path = folder.file(name)
    try WeightsFile(tensors: tensors(file.tensors), metadata: metadata).write(to: path)
    return path
  }
}

/// Trains once for all tests of a suite and removes the run afterwards.
struct TrainedRun: SuiteTrait, TestScoping {
  func provideScope(for test: Test, testCase: Test.Case?, performing function: () async throws -> Void) async throws {
    try await EvalFixture.$current.withValue(EvalFixture(), operation: function)
  }
}

@Suite(TrainedRun()) struct EvalTests {
  let fixture: EvalFixture
  init() throws { fixture = try .shared() }
}
