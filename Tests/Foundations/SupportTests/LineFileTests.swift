import Foundation
import Support
import TestSupport
import Testing

struct LineFileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("metrics.csv")
  }

  @Test func linesAreAddedBelowOneHeader() throws {
    do {
      var file = try LineFile(appendingTo: path, header: "epoch,loss")
      try file.append("1,0.5")
    }
    var file = try LineFile(appendingTo: path, header: "epoch,loss")
    try file.append("2,0.25")
    try file.synchronize()
    #expect(try folder.text("metrics.csv") == "epoch,loss\n1,0.5\n2,0.25\n")
  }

  @Test func aLineStaysALine() throws {
    var file = try LineFile(appendingTo: path)
    try file.append("a\nb\r\nc")
    #expect(try folder.text("metrics.csv") == "a b  c\n")
  }

  @Test(arguments: [("", ""), ("one", ""), ("one\n", "one\n"), ("one\ntw", "one\n"), ("\n", "\n")])
  func aLineThatWasCutOffIsRemoved(content: String, kept: String) throws {
    try folder.write(content, to: "metrics.csv")
    var file = try LineFile(appendingTo: path)
    try file.append("next")
    #expect(try folder.text("metrics.csv") == kept + "next\n")
  }

  @Test(arguments: [4095, 4096, 4097, 10_000])
  func aLongLineThatWasCutOffIsRemoved(length: Int) throws {
    try folder.write("one\n" + String(repeating: "x", count: length), to: "metrics.csv")
    _ = try LineFile(appendingTo: path)
    #expect(try folder.text("metrics.csv") == "one\n")
  }

  @Test func aFolderIsRefused() {
    #expect(throws: FileFailure.cannotCreate(path: folder.path, reason: "a folder of that name exists")) {
      _ = try LineFile(appendingTo: folder.path)
    }
  }

  @Test func aLineThatDoesNotFitIsTakenBack() async {
    await #expect(processExitsWith: .exitCode(74)) {
      let folder = try TemporaryFolder()
      let status = CommandRunner.run(tool: "tool") {
        var file = try LineFile(appendingTo: folder.file("log"))
        try file.append("first")
        limitFileSize(20)
        try file.append(String(repeating: "x", count: 30))
      }
      guard try folder.text("log") == "first\n" else { exit(1) }
      exit(status.rawValue)
    }
  }
}
