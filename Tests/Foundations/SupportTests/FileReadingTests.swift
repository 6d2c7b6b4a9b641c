import Support
import TestSupport
import Testing

struct FileReadingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000])
  func filesOfAllSizesAreReadWhole(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = try folder.write(content, to: "file")
    #expect(try FileReading.bytes(at: path) == content)
    #expect(try FileReading.bytes(at: path, limit: count) == content)
    #expect(try FileSystem.size(of: path) == count)
  }

  @Test func filesWithoutASizeAreRead() throws {
    #expect(try FileReading.text(at: "/proc/self/status").hasPrefix("Name:"))
    #expect(try FileReading.bytes(at: "/dev/null") == [])
  }

  @Test func aFileBeyondTheLimitIsRefused() throws {
    let path = try folder.write([1, 2, 3], to: "file")
    #expect(throws: FileFailure.tooLarge(path: path, limit: 2)) { try FileReading.bytes(at: path, limit: 2) }
    #expect(throws: FileFailure.tooLarge(path: path, limit: 0)) { try FileReading.bytes(at: path, limit: 0) }
  }

  @Test func anEndlessFileIsRefused() {
    #expect(throws: FileFailure.tooLarge(path: "/dev/zero", limit: 100_000)) {
      try FileReading.bytes(at: "/dev/zero", limit: 100_000)
    }
    // No caller's limit lets a device fill the memory.
    #expect(throws: FileFailure.tooLarge(path: "/dev/zero", limit: 16 << 20)) {
      try FileReading.bytes(at: "/dev/zero")
    }
  }

  @Test func aMissingFileIsRefused() {
    let path = folder.file("none")
    #expect(throws: FileFailure.missing(path: path)) { try FileReading.bytes(at: path) }
  }

  @Test func aFolderIsRefused() {
    #expect(throws: FileFailure.isFolder(path: folder.path)) { try FileReading.bytes(at: folder.path) }
  }

  @Test func aPathThroughAFileIsRefused() throws {
    let path = try folder.write("x", to: "file") + "/below"
    #expect(throws: FileFailure.missing(path: path)) { try FileReading.bytes(at: path) }
  }

  @Test func aFailureOfTheDeviceIsReported() {
    let failure = #expect(throws: FileFailure.self) { try FileReading.bytes(at: "/proc/self/mem") }
    #expect(failure?.status == .inputOutput)
  }

  @Test(arguments: [([0xFF], 0), (Array("ab".utf8) + [0xC3], 2), (Array("é".utf8) + [0x80, 0x41], 2)])
  func bytesThatAreNoTextAreRefused(bytes: [UInt8], offset: Int) throws {
    let path = try folder.write(bytes, to: "file")
    #expect(throws: FileFailure.notText(path: path, offset: offset)) { try FileReading.text(at: path) }
  }
}
