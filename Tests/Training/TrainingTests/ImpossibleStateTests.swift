import Serialization
import Support
import TestSupport
import Testing
import Training

/// A checkpoint whose digest is right, but whose state no run can have: written by hand, or by a faulty program.
@Suite(.serialized) struct ImpossibleStateTests {
  private static let changes: [(name: String, change: @Sendable (inout TrainingState) -> Void)] = [
    ("epoch", { $0.epoch = -1 }), ("epoch", { $0.epoch = 4 }), ("batch", { $0.batch = -1 }),
    ("batch", { $0.batch = TrainingBench.batchesPerEpoch }), ("batch", { $0.batch = .max }),
    ("seen", { $0.seen = 33 }), ("seen", { ($0.batch, $0.seen) = (1, 0) }), ("correct", { $0.correct = 17 }),
    ("lossSum", { $0.lossSum = .nan }), ("seconds", { $0.seconds = -1 }),
    ("waitSeconds", { $0.waitSeconds = .infinity }), ("history", { $0.history.removeLast() }),
    ("history", { $0.history[0].epoch = 2 }), ("bestEpoch", { $0.bestEpoch = 0 }), ("bestEpoch", { $0.bestEpoch = 3 }),
  ]

  @Test(arguments: changes.indices) func isRefusedByName(_ index: Int) throws {
    let folder = try TemporaryFolder()
    let configuration = TrainingBench.configuration()
    // Two epochs and the first of the four batches of the third.
    try TrainingBench.run(configuration, in: folder.file("run"), stop: 9)
    let path = RunPaths.checkpoint(folder.file("run"))
    let found = try Checkpoint<TrainingState>.read(path)
    var state = found.state
    #expect(state.epoch == 2 && state.batch == 1 && state.seen == 8)
    Self.changes[index].change(&state)
    try Checkpoint(tensors: found.tensors, state: state, configuration: found.configuration).write(to: path)

    let failure = #expect(throws: ImpossibleState.self) {
      try TrainingBench.run(configuration, in: folder.file("run"), resuming: true)
    }
    #expect(failure?.name == Self.changes[index].name, "\(failure?.message ?? "")")
    #expect(failure?.status == .malformedInput)
  }
}
