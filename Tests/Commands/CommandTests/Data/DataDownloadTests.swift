import Support
import TestSupport
import Testing

/// Against a server on this machine that serves anything under the archive's name.
@Suite struct DataDownloadTests {
  private static let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8) }

  private struct Stage {
    let server: LocalServer
    let folder: TemporaryFolder
    let md5: String

    init(_ change: (inout LocalServer.Behaviour) -> Void = { _ in }) throws {
      var behaviour = LocalServer.Behaviour(content: DataDownloadTests.content)
      change(&behaviour)
      server = try LocalServer(behaviour)
      folder = try TemporaryFolder()
      md5 = try Digest.md5(of: DataDownloadTests.content).hex
    }

    func download(_ options: String..., signal: Program.SignalPlan? = nil) throws -> Program.Result {
      try Program("cifar-data").run(
        ["download", "cifar-10", "--mirror", server.base] + options, folder: folder.path, timeout: 60, signal: signal)
    }
    var address: String { server.base + "cifar-10-binary.tar.gz" }
  }

  @Test func downloadsAndSaysWhereItIs() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    let result = try stage.download("--md5", stage.md5.uppercased())
    #expect(
      result.output == """
        data/cifar-10-binary.tar.gz: CIFAR-10, 300 kB, downloaded, the md5 agrees
        next  cifar-data info data/cifar-10-binary.tar.gz
              cifar-train --data data/cifar-10-binary.tar.gz

        """)
    // No bar without a terminal.
    #expect(result.errorOutput == "cifar-data: getting \(stage.address)\n" && result.status == 0)
    #expect(try stage.folder.read("data/cifar-10-binary.tar.gz") == Self.content)
    let again = try stage.download("--md5", stage.md5, "--json")
    let json = try JSONObject(again.output)
    #expect(json.flag("wasThere") == true && json.number("bytes") == 300_000 && json.text("md5") == stage.md5)
    #expect(json.text("path") == "data/cifar-10-binary.tar.gz" && json.text("address") == stage.address)
    #expect(again.errorOutput == "")
    let quiet = try stage.download("--md5", stage.md5, "--quiet")
    #expect(quiet.output == "" && quiet.errorOutput == "" && quiet.status == 0)
  }

  /// Nothing is asked for: there is no server at that address.
  @Test func aDryRunSaysWhatWouldBeGot() throws {
    let folder = try TemporaryFolder()
    let planned = try cifarData(
      "download", "cifar-100", "--mirror", "http://127.0.0.1:9/", "--dry-run", folder: folder)
    #expect(
      planned.output == """
        from  http://127.0.0.1:9/cifar-100-binary.tar.gz, 169 MB
        to    data/cifar-100-binary.tar.gz
        dry run: nothing was asked for or written

        """)
    #expect(planned.status == 0 && planned.errorOutput == "")
    #expect(try folder.names() == [])
    try folder.write("x", to: "data/cifar-100-binary.tar.gz")
    let json = try JSONObject(cifarData("download", "cifar-100", "--dry-run", "--json", folder: folder).output)
    #expect(json.flag("isThere") == true && json.text("path") == "data/cifar-100-binary.tar.gz")
  }

  @Test func goesOnWhereItBrokeOff() throws {
    let stage = try Stage { $0.breaksAfter = 100_000 }
    defer { stage.server.stop() }
    let first = try stage.download("--md5", stage.md5, "--quiet", "--output", "here")
    #expect(first.status == 69 && first.output == "")
    #expect(
      first.errorOutput.hasPrefix("cifar-data: error: \(stage.address): the transfer broke off after 100000 bytes: "))
    #expect(first.errorOutput.hasSuffix("\n  hint: the same command continues where it stopped\n"))
    #expect(try stage.folder.read("here/cifar-10-binary.tar.gz.part") == Array(Self.content.prefix(100_000)))
    let second = try stage.download("--md5", stage.md5, "--quiet", "--output", "here")
    #expect(second.status == 0 && second.errorOutput == "")
    #expect(try stage.folder.read("here/cifar-10-binary.tar.gz") == Self.content)
    #expect(stage.server.requests == ["", "Range: bytes=100000-"])
  }

  @Test(arguments: [(Int32(2), Support.ExitStatus.interrupted), (15, .terminated)])
  func canBeStopped(signal: Int32, status: Support.ExitStatus) throws {
    let stage = try Stage { $0.stallsAfter = 50_000 }
    defer { stage.server.stop() }
    let result = try stage.download("--md5", stage.md5, signal: .init(signal, afterOutput: "getting"))
    #expect(result.status == status.rawValue && result.killedBy == nil && result.output == "")
    #expect(
      result.errorOutput.hasPrefix(
        "cifar-data: getting \(stage.address)\n"
          + "cifar-data: error: 'data/cifar-10-binary.tar.gz': the download was stopped after "
      ))
    #expect(result.errorOutput.hasSuffix(" bytes\n  hint: the same command continues where it stopped\n"))
    #expect(!FileSystem.exists(stage.folder.file("data/cifar-10-binary.tar.gz")))
  }

  @Test func saysWhatIsWrong() throws {
    let stage = try Stage()
    defer { stage.server.stop() }
    // The official checksum: this is not the official archive.
    expectFailure(
      try stage.download("--quiet"), .malformedInput,
      "\(stage.address): md5: expected c32a1d4ab5d03f1284b67883e8d87530, found \(stage.md5)",
      hint: "nothing was kept; try again, or another source with --mirror")
    #expect(try FileSystem.names(in: stage.folder.file("data")).isEmpty)
    try stage.folder.write("mine", to: "data/cifar-10-binary.tar.gz")
    expectFailure(
      try stage.download("--quiet"), .cannotCreate, "'data/cifar-10-binary.tar.gz': another file of this name is there",
      hint: "move it away, or choose another folder")
    expectFailure(
      try stage.download("--quiet", "--output", "data/cifar-10-binary.tar.gz/x"), .cannotCreate,
      "cannot create 'data/cifar-10-binary.tar.gz': a file of that name exists",
      hint: "check that the folder exists and that you may write there, or choose another path")
    stage.server.change { $0.status = 404 }
    expectFailure(
      try stage.download("--quiet", "--output", "there"), .unavailable,
      "\(stage.address): the server answers with HTTP status 404",
      hint: "check the address, or name another source with --mirror")
    expectFailure(
      try stage.download("--quiet", "--json"), .usage, "--quiet and --json contradict each other",
      hint: "give one of them")
  }
}
