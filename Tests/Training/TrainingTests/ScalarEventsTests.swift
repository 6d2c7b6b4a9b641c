import Serialization
import Support
import TestSupport
import Testing
import Training

struct ScalarEventsTests {
  private static func history(_ count: Int, loss: Double = 0.5) -> [EpochRecord] {
    (0..<count).map { number in
      EpochRecord(
        epoch: number + 1, learningRate: 0.25, trainLoss: loss / Double(number + 1), trainAccuracy: 0.5,
        validationLoss: number == 1 ? nil : 0.75, validationAccuracy: number == 1 ? nil : 0.625, imagesPerSecond: 1,
        seconds: 1, waitSeconds: 0)
    }
  }

  private func steps(_ folder: TemporaryFolder) throws -> [Int]? {
    try ScalarEvents.read(folder.path)?.map(\.step)
  }

  @Test func theBytesAreThoseOfTheFormat() throws {
    let folder = try TemporaryFolder()
    _ = try ScalarEvents(folder.path, history: Self.history(1), now: { 2 })
    let records = try #require(try RecordFile.records(at: RunPaths.events(folder.path)))
    // Wall time 2.0, file version.
    #expect(records[0] == [9, 0, 0, 0, 0, 0, 0, 0, 64, 26, 13] + Array("brain.Event:2".utf8))
    // Wall time, step 1, summary, first value: tag, 0.5.
    let value = [10, 10] + Array("Loss/train".utf8) + [21, 0, 0, 0, 63]
    #expect(records[1].starts(with: [9, 0, 0, 0, 0, 0, 0, 0, 64, 16, 1, 42] + [UInt8(records[1].count - 13)]))
    #expect(records[1].dropFirst(13).starts(with: [10, UInt8(value.count)] + value))
  }

  @Test func figuresOfAnEpoch() throws {
    let folder = try TemporaryFolder()
    _ = try ScalarEvents(folder.path, history: Self.history(2))
    let events = try #require(try ScalarEvents.read(folder.path))
    #expect(
      events[0].scalars.map { "\($0.tag) \($0.value)" } == [
        "Loss/train 0.5", "Loss/validation 0.75", "Accuracy/train 0.5", "Accuracy/validation 0.625",
        "LearningRate 0.25",
      ])
    #expect(events[1].scalars.map(\.tag) == ["Loss/train", "Accuracy/train", "LearningRate"])
  }

  /// A process died after it wrote an epoch that its successor trains again, or before it wrote one.
  @Test(arguments: [1, 2, 3, 4, 5]) func aResumedRunHasEachStepOnce(_ done: Int) throws {
    let folder = try TemporaryFolder()
    _ = try ScalarEvents(folder.path, history: Self.history(3), now: { 1 })
    let events = try ScalarEvents(folder.path, history: Self.history(done), now: { 2 })
    #expect(try steps(folder) == Array(1...done))
    for record in Self.history(6).dropFirst(done) { try events.append(record) }
    #expect(try steps(folder) == [1, 2, 3, 4, 5, 6])
    let times = try #require(try ScalarEvents.read(folder.path)).map(\.time)
    #expect(times == (1...6).map { $0 <= min(done, 3) ? 1 : 2 })
  }

  /// Events of another run, of none, or cut off: what does not fit the history goes.
  @Test func whatDoesNotFitIsReplaced() throws {
    let folder = try TemporaryFolder()
    _ = try ScalarEvents(folder.path, history: Self.history(4, loss: 0.9))
    _ = try ScalarEvents(folder.path, history: Self.history(4))
    #expect(try ScalarEvents.read(folder.path)?.map { $0.scalars[0].value } == [0.5, 0.25, Float(0.5 / 3), 0.125])
    let bytes = try FileReading.bytes(at: RunPaths.events(folder.path))
    let name = FileSystem.name(of: RunPaths.events(folder.path))
    try folder.write(Array(bytes.dropLast(5)), to: name)
    #expect(try ScalarEvents.read(folder.path) == nil)
    _ = try ScalarEvents(folder.path, history: Self.history(4))
    #expect(try steps(folder) == [1, 2, 3, 4])
    try folder.write("not an event file", to: name)
    _ = try ScalarEvents(folder.path, history: Self.history(1))
    #expect(try steps(folder) == [1])
  }

  /// A loss that is no number is one, too.
  @Test func notANumber() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 { _ = try ScalarEvents(folder.path, history: Self.history(2, loss: .nan), now: { 1 }) }
    #expect(try steps(folder) == [1, 2])
  }
}
