import Datasets
import Kernels
import Serialization
import Support
import TestSupport
import Testing
import Training

/// Runs of version 0.1.0, before settings were declared once, can be resumed. `Fixtures` holds what that version wrote
/// for `cifar-train --data data/synthetic-sample --seed 3`: the configuration, and the header of a checkpoint
/// (settings, state, digest).
///
/// A fixture without its tensors stays small. The tensors are made anew: the same seed gives the same bits.
@Suite(.serialized) struct EarlierRunTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// The initial weights under the old header: its digest proves that configuration, random numbers and layout of the
  /// blocks are those of before.
  @Test(arguments: ["default", "airbench94", "airbench94-muon", "width2", "multistep"])
  func aCheckpointBeforeTheFirstStepIsTakenUp(_ name: String) throws {
    let (configuration, data) = try Self.run(name)
    try writeCheckpoint(Self.fixture("\(name).header.json"), tensors: initialTensors(configuration, data))
    let trainer = try Self.trainer(configuration, data, resuming: true)
    try trainer.resume(from: RunFolder(resuming: folder.path))
    #expect(trainer.history == [])
  }

  /// Two epochs and six batches into the run. The weights of that moment depend on the machine; the initial ones take
  /// their place, under a digest of the test's own.
  @Test func aLaterStateIsTakenUp() throws {
    let (configuration, data) = try Self.run("later")
    let header = String(decoding: try Self.fixture("later.header.json"), as: UTF8.self)
    let digest = try #require(header.firstRange(of: #""cifarkit.digest":""#)).upperBound
    let place = digest..<header.index(digest, offsetBy: 64)
    let blank = Array(header.replacingCharacters(in: place, with: String(repeating: "0", count: 64)).utf8)
    let tensors = try initialTensors(configuration, data)
    var stream = try DigestStream(.sha256)
    stream.update(Self.length(blank) + blank + tensors)
    let mended = header.replacingCharacters(in: place, with: try stream.finish().hex)
    try writeCheckpoint(Array(mended.utf8), tensors: tensors)

    let trainer = try Self.trainer(configuration, data, resuming: true)
    let run = try RunFolder(resuming: folder.path)
    try trainer.resume(from: run)
    #expect(trainer.history.map(\.epoch) == [1, 2] && trainer.best?.validationAccuracy == 0.55)
    var batches: [Int] = []
    _ = try trainer.run(
      in: run, clock: { 0 },
      report: { event in
        if case .step(let epoch, let batch, _, _, _) = event { batches.append(epoch * 100 + batch) }
      })
    #expect(batches == [307, 308, 309, 310])
    #expect(trainer.history.map(\.epoch) == [1, 2, 3])
  }

  private struct Stop: Error {}

  /// The bytes of the tensors in the checkpoint that this version writes before the first step.
  private func initialTensors(_ configuration: RunConfiguration, _ data: TrainingData) throws -> [UInt8] {
    let path = folder.file("fresh")
    #expect(throws: Stop.self) {
      let run = try RunFolder(creating: path)
      _ = try Self.trainer(configuration, data, resuming: false).run(
        in: run, clock: { 0 }, report: { _ in throw Stop() })
    }
    let bytes = try FileReading.bytes(at: RunPaths.checkpoint(path))
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(bytes[(8 + length)...])
  }

  private func writeCheckpoint(_ header: [UInt8], tensors: [UInt8]) throws {
    try AtomicFile.write(Self.length(header) + header + tensors, to: RunPaths.checkpoint(folder.path))
  }

  private static func length(_ header: [UInt8]) -> [UInt8] { (0..<8).map { UInt8(header.count >> (8 * $0) & 255) } }

  private static func run(_ name: String) throws -> (RunConfiguration, TrainingData) {
    var configuration = try RunConfiguration.read(from: path("\(name).config.json"))
    try configuration.validate()
    configuration.data.source = Repository.path("data/synthetic-sample")
    return (configuration, try TrainingData(configuration))
  }

  private static func trainer(
    _ configuration: RunConfiguration, _ data: TrainingData, resuming: Bool
  ) throws -> Trainer {
    try Trainer(
      configuration, data, backend: Backend(threads: 2, precision: configuration.precision), resuming: resuming)
  }

  private static func path(_ name: String) -> String {
    Repository.path("Tests/Training/TrainingTests/Fixtures/\(name)")
  }
  private static func fixture(_ name: String) throws -> [UInt8] { try FileReading.bytes(at: path(name)) }
}
