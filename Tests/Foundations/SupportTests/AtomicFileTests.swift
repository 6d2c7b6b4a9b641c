import Foundation
import Support
import TestSupport
import Testing

struct AtomicFileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("result.txt")
  }

  @Test func writesTextAndBytes() throws {
    try AtomicFile.write("first\n", to: path)
    #expect(try folder.text("result.txt") == "first\n")
    try AtomicFile.write([0, 255, 10], to: path)
    #expect(try folder.read("result.txt") == [0, 255, 10])
    try AtomicFile.write([], to: path)
    #expect(try folder.read("result.txt") == [])
    #expect(try folder.names() == ["result.txt"])
  }

  @Test func numbersAreWrittenAsTheyLieInMemory() throws {
    var writer = try AtomicFileWriter(path: path)
    let numbers: [Float] = [1, -2]
    try writer.append(numbers.span)
    try writer.append("end")
    try writer.commit()
    #expect(try folder.read("result.txt") == [0, 0, 128, 63, 0, 0, 0, 192] + Array("end".utf8))
  }

  @Test func readersSeeTheOldContentUntilTheCommit() throws {
    try AtomicFile.write("old", to: path)
    var writer = try AtomicFileWriter(path: path)
    try writer.append("new")
    #expect(try folder.text("result.txt") == "old")
    try writer.commit()
    #expect(try folder.text("result.txt") == "new")
  }

  @Test func anAbandonedWriterLeavesNothing() throws {
    try AtomicFile.write("old", to: path)
    do {
      var writer = try AtomicFileWriter(path: path)
      try writer.append("half")
      #expect(try folder.names().count == 2)
    }
    #expect(try folder.names() == ["result.txt"])
    #expect(try folder.text("result.txt") == "old")
  }

  @Test func whatAKilledProcessLeftIsRemovedByTheNextWriter() throws {
    try folder.write("half", to: ".result.txt.partial-99999-0")
    try folder.write("other", to: ".other.txt.partial-99999-0")
    try AtomicFile.write("new", to: path)
    #expect(try folder.names() == [".other.txt.partial-99999-0", "result.txt"])
  }

  @Test func writersOfOneFileDoNotDisturbEachOther() throws {
    var first = try AtomicFileWriter(path: path)
    var second = try AtomicFileWriter(path: path)
    try first.append("first")
    try second.append("second")
    try first.commit()
    #expect(try folder.text("result.txt") == "first")
    try second.commit()
    #expect(try folder.text("result.txt") == "second")
    #expect(try folder.names() == ["result.txt"])
  }

  @Test func permissionsOfAReplacedFileAreKept() throws {
    try AtomicFile.write("old", to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try AtomicFile.write("new", to: path)
    let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(permissions == 0o640)
  }

  @Test func aLinkStaysALink() throws {
    try AtomicFile.write("old", to: path)
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "result.txt")
    try AtomicFile.write("new", to: folder.file("link"))
    #expect(try folder.text("result.txt") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "result.txt")
  }

  @Test func devicesAreWrittenAndNotReplaced() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(type == .typeCharacterSpecial)
  }

  @Test func aFullDiskIsReported() {
    let failure = #expect(throws: FileFailure.self) { try AtomicFile.write("text", to: "/dev/full") }
    #expect(failure == .diskFull(path: "/dev/full", reason: "no space left on device"))
    #expect(failure?.status == .inputOutput)
  }

  @Test func aMissingFolderIsReported() {
    let target = folder.file("none/result.txt")
    #expect(throws: FileFailure.cannotCreate(path: target, reason: "the folder it should lie in does not exist")) {
      try AtomicFile.write("text", to: target)
    }
  }

  @Test func aFolderIsNotReplaced() {
    #expect(throws: FileFailure.cannotCreate(path: folder.path, reason: "a folder of that name exists")) {
      try AtomicFile.write("text", to: folder.path)
    }
    #expect(throws: FileFailure.self) { try AtomicFile.write("text", to: path + "/") }
  }

  @Test func aFileInPlaceOfAFolderIsReported() throws {
    try AtomicFile.write("text", to: path)
    let target = path + "/below"
    #expect(throws: FileFailure.cannotCreate(path: target, reason: "part of the path is a file, not a folder")) {
      try AtomicFile.write("text", to: target)
    }
  }

  @Test func anEmptyNameIsReported() {
    #expect(throws: FileFailure.cannotCreate(path: "", reason: "the name is empty")) {
      try AtomicFile.write("", to: "")
    }
  }

  /// The file size limit stands in for the full disk of a regular file.
  @Test func aFileThatCannotGrowLeavesTheOldOne() async throws {
    await #expect(processExitsWith: .exitCode(74)) {
      let folder = try TemporaryFolder()
      let path = folder.file("result")
      try AtomicFile.write("old", to: path)
      let status = CommandRunner.run(tool: "tool") {
        limitFileSize(1000)
        try AtomicFile.write([UInt8](repeating: 1, count: 5000), to: path)
      }
      guard try folder.text("result") == "old", try folder.names() == ["result"] else { exit(1) }
      exit(status.rawValue)
    }
  }
}
