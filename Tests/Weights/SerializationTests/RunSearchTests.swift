import Foundation
import Serialization
import Support
import TestSupport
import Testing

/// Which run is meant where none is named.
struct RunSearchTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Makes a run's files, last written at a given time.
  private func add(
    _ name: String, epochs: Int, done: Int, patience: Int? = nil, best: Int? = nil, time: Double
  ) throws {
    let settings = "{\"epochs\": \(epochs), \"patience\": \(patience.map(String.init) ?? "null"), \"other\": {}}"
    try folder.write(settings, to: "runs/\(name)/config.json")
    let rows = try (1..<(done + 1)).map { epoch in
      try JSONText.encode(
        EpochRecord(
          epoch: epoch, learningRate: 0.1, trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1,
          validationAccuracy: epoch == best ? 1 : 0, imagesPerSecond: 1, seconds: 1, waitSeconds: 0), layout: .line)
    }
    try folder.write(rows.map { $0 + "\n" }.joined(), to: "runs/\(name)/metrics.jsonl")
    if done > 0 { try folder.write("weights", to: "runs/\(name)/best.safetensors") }
    for file in ["config.json", "metrics.jsonl"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: folder.file("runs/\(name)/\(file)"))
    }
  }

  private func newest() throws -> String {
    FileSystem.name(of: try RunSearch.newestFinished(below: folder.file("runs")))
  }

  @Test func theNewestFinishedRunIsFound() throws {
    try add("old", epochs: 2, done: 2, time: 1_000)
    try add("new", epochs: 2, done: 2, time: 2_000)
    try add("half", epochs: 5, done: 2, time: 3_000)
    try add("begun", epochs: 5, done: 0, time: 3_500)
    try folder.write("{", to: "runs/damaged/config.json")
    try folder.write("weights", to: "runs/damaged/best.safetensors")
    #expect(try newest() == "new")
    // Ended by its patience: two epochs after the best one.
    try add("patient", epochs: 9, done: 3, patience: 2, best: 1, time: 4_000)
    try add("impatient", epochs: 9, done: 3, patience: 3, best: 1, time: 5_000)
    #expect(try newest() == "patient")
    // Runs of a series lie a folder further down.
    try add("five/seed-1", epochs: 1, done: 1, time: 6_000)
    #expect(try newest() == "seed-1")
  }

  @Test func aRunInUseIsPassedOver() throws {
    try add("old", epochs: 2, done: 2, time: 1_000)
    try add("used", epochs: 2, done: 2, time: 2_000)
    // As another process would.
    let lock = try FolderLock(folder: folder.file("runs/used"))
    #expect(try newest() == "old")
    withExtendedLifetime(lock) {}
  }

  /// Reading a pipe would wait for ever.
  @Test func pipesInPlaceOfFilesAreNotOpened() throws {
    try add("old", epochs: 2, done: 2, time: 1_000)
    for name in ["config.json", "metrics.jsonl"] {
      let run = "pipe-" + name
      try add(run, epochs: 2, done: 2, time: 2_000)
      try FileSystem.removeFile(folder.file("runs/\(run)/\(name)"))
      #expect(try Program(path: "/usr/bin/mkfifo").run([folder.file("runs/\(run)/\(name)")]).status == 0)
    }
    #expect(try newest() == "old")
  }

  @Test func withoutAFinishedRunTheNextStepIsNamed() throws {
    let none = #expect(throws: NoFinishedRun.self) { try newest() }
    #expect(none?.hint?.contains("train one with cifar-train") == true)
    try add("a half", epochs: 5, done: 2, time: 3_000)
    let half = #expect(throws: NoFinishedRun.self) { try newest() }
    #expect(half?.hint?.contains("--weights '\(folder.file("runs/a half"))'") == true)
  }
}
