import HTTPClient
import Support
import Synchronization
import TestSupport
import Testing

@Suite struct DownloaderTests {
  private static let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8) }

  /// A server, a folder, and a downloader of the server's file into it.
  private struct Stage {
    let server: LocalServer
    let folder: TemporaryFolder
    var downloader: Downloader
    var part: String { downloader.path + ".part" }

    init(_ change: (inout LocalServer.Behaviour) -> Void = { _ in }) throws {
      var behaviour = LocalServer.Behaviour(content: DownloaderTests.content)
      change(&behaviour)
      server = try LocalServer(behaviour)
      folder = try TemporaryFolder()
      downloader = Downloader(
        address: server.address, path: FileSystem.path(folder.path, "file.bin"),
        md5: try Digest.md5(of: DownloaderTests.content).hex)
    }
    var isFinished: Bool { (try? folder.read("file.bin")) == DownloaderTests.content && !FileSystem.exists(part) }
    var failure: DownloadFailure? {
      do {
        _ = try downloader.run()
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func downloadsWithProgress() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    let seen = Mutex<[Downloader.Progress]>([])
    let outcome = try stage.downloader.run { progress in
      seen.withLock { $0.append(progress) }
      return true
    }
    #expect(outcome == .downloaded(bytes: Self.content.count) && stage.isFinished)
    let all = seen.withLock { $0 }
    #expect(all.last?.received == Self.content.count && all.last?.total == Self.content.count)
    #expect(all.allSatisfy { $0.resumedFrom == 0 })
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.received <= $1.received })
    // A second run finds the file and asks no server.
    #expect(try stage.downloader.run() == .alreadyThere)
    #expect(stage.server.requests == [""])
  }

  @Test func goesOnAfterABrokenConnection() throws {
    let stage = try Stage { $0.breaksAfter = 100_000 }
    defer { stage.server.stop() }
    guard case .interrupted(_, 100_000, _)? = stage.failure else {
      Issue.record("a broken connection was not reported")
      return
    }
    #expect(!FileSystem.exists(stage.downloader.path))
    #expect(try stage.folder.read("file.bin.part") == Array(Self.content.prefix(100_000)))
    #expect(stage.failure == nil && stage.isFinished)
    #expect(stage.server.requests == ["", "Range: bytes=100000-"])
  }

  @Test func startsOverWhereTheServerIgnoresRanges() throws {
    let stage = try Stage { $0.honoursRange = false }
    defer { stage.server.stop() }
    try stage.folder.write(Array(Self.content.prefix(5000)), to: "file.bin.part")
    #expect(stage.failure == nil && stage.isFinished)
    #expect(stage.server.requests == ["Range: bytes=5000-", ""])
  }

  @Test func startsOverWhereTheEarlierBytesAreWrong() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    for count in [5000, Self.content.count, Self.content.count + 10] {
      try? FileSystem.removeFile(stage.downloader.path)
      try stage.folder.write([UInt8](repeating: 1, count: count), to: "file.bin.part")
      #expect(stage.failure == nil && stage.isFinished, "\(count) bytes")
    }
  }

  @Test func acceptsAPartThatHasEverything() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    try stage.folder.write(Self.content, to: "file.bin.part")
    #expect(stage.failure == nil && stage.isFinished)
    #expect(stage.server.requests == ["Range: bytes=300000-"])
  }

  @Test func followsRedirects() throws {
    let stage = try Stage { $0.redirects = true }
    defer { stage.server.stop() }
    #expect(stage.failure == nil && stage.isFinished)
  }

  @Test(arguments: [403, 404, 500]) func httpErrorsLeaveNothing(status: Int) throws {
    let stage = try Stage { $0.status = status }
    defer { stage.server.stop() }
    #expect(stage.failure == .http(address: stage.server.address, status: status))
    #expect(try FileSystem.names(in: stage.folder.path).isEmpty)
  }

  @Test func aWrongChecksumLeavesNothing() throws {
    var stage = try Stage()
    defer { stage.server.stop() }
    let found = try #require(stage.downloader.md5)
    let expected = String(repeating: "0", count: 32)
    stage.downloader.md5 = expected
    #expect(stage.failure == .checksum(address: stage.server.address, expected: expected, found: found))
    #expect(try FileSystem.names(in: stage.folder.path).isEmpty)
  }

  @Test func neverOverwritesAnotherFile() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    try stage.folder.write([1, 2, 3], to: "file.bin")
    #expect(stage.failure == .exists(path: stage.downloader.path))
    #expect(try stage.folder.read("file.bin") == [1, 2, 3] && stage.server.requests.isEmpty)
  }

  @Test func canBeStoppedAndContinued() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    #expect(throws: DownloadFailure.self) { try stage.downloader.run { $0.received < 1000 } }
    #expect(!FileSystem.exists(stage.downloader.path))
    #expect(stage.failure == nil && stage.isFinished)
  }

  @Test func givesUpOnAStall() throws {
    var stage = try Stage { $0.stallsAfter = 1000 }
    defer { stage.server.stop() }
    stage.downloader.timeouts.stalling = 1
    stage.downloader.timeouts.slowestRate = 1_000_000
    guard case .interrupted(_, 1000, _)? = stage.failure else {
      Issue.record("a stalled connection was not given up")
      return
    }
  }

  @Test func saysThatNobodyAnswers() throws {
    let stage = try Stage()
    stage.server.stop()
    var downloader = stage.downloader
    // Port 1 is reserved, and nothing listens there.
    downloader.address = "http://127.0.0.1:1/file.bin"
    let refused = #expect(throws: DownloadFailure.self) { try downloader.run() }
    #expect(
      refused?.status == .unavailable
        && refused?.message.hasPrefix("http://127.0.0.1:1/file.bin: no connection") == true)
  }

  @Test(arguments: ["file:///etc/hostname", "ftp://127.0.0.1/a", "nonsense://x", "http://"]) func refusesOtherAddresses(
    address: String
  ) throws {
    let folder = try TemporaryFolder()
    let downloader = Downloader(address: address, path: FileSystem.path(folder.path, "a"), md5: nil)
    let refused = #expect(throws: DownloadFailure.self) { try downloader.run() }
    #expect(refused?.status == .usage)
    #expect(try FileSystem.names(in: folder.path).isEmpty)
  }
}
