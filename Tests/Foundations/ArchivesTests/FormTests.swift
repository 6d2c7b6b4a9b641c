import Archives
import Foundation
import TestSupport
import Testing

/// Every form that is read, written by libarchive and by the programs that people use.
@Suite struct FormTests {
  private static let files: [(String, [UInt8])] = [
    ("a/first", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }),
    ("a/äöü – 写真", Array("names of other letters".utf8)),
    (String(repeating: "folder/", count: 40) + "deep", [1]), ("empty", []),
  ]
  private static var members: [String: [UInt8]] { Dictionary(uniqueKeysWithValues: files) }

  @Test(arguments: ArchiveWriter.allCases) func readsWhatLibarchiveWrites(writer: ArchiveWriter) throws {
    #expect(try Archive(writer, Self.files).members() == Self.members)
  }

  @Test(arguments: [
    ("tar", "tar cf ../archive ."), ("gzip", "tar czf ../archive ."), ("bzip2", "tar cjf ../archive ."),
    ("xz", "tar cJf ../archive ."), ("zip", "zip -qr ../archive.zip . && mv ../archive.zip ../archive"),
    ("zip", "zip -qr0 - . | cat > ../archive"),
    ("tar", "tar cf ../archive --format=gnu ."), ("tar", "tar cf ../archive --format=pax ."),
  ]) func readsWhatProgramsWrite(program: String, command: String) throws {
    // CI has tar; the others are used where they are.
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") || program == "tar" else { return }
    let archive = try Archive([])
    for (name, content) in Self.files { try archive.folder.write(content, to: "in/\(name)") }
    let result = try Program(path: "/bin/sh").run(["-c", command], folder: archive.folder.file("in"))
    try #require(result.status == 0, "\(result.errorOutput)")
    #expect(try archive.members().filter { Self.members[$0.key] != nil } == Self.members)
  }

  @Test(arguments: ["bzip2", "xz", "zip"]) func truncatedAnywhereIsNeverReadAsWhole(form: String) throws {
    let writer = try #require(ArchiveWriter.allCases.first { "\($0)" == form })
    let small: [(String, [UInt8])] = [("a", (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })]
    let whole = try Archive(writer, small).folder.read(Archive.name)
    for count in stride(from: 1, to: whole.count, by: 3) {
      let archive = try Archive(Array(whole.prefix(count)))
      let refused = try #require(archive.refusal(), "\(count) of \(whole.count) bytes")
      switch refused {
      case .truncated(archive.path, count): break
      // Less than the signature, or than bzip2 needs to be told from something else.
      case .notArchive, .notTar: #expect(count < 20)
      default: Issue.record("\(count) of \(whole.count) bytes: \(refused)")
      }
    }
  }

  @Test(arguments: ["bzip2", "xz"]) func everyFlippedByteIsFoundOrHarmless(form: String) throws {
    let writer = try #require(ArchiveWriter.allCases.first { "\($0)" == form })
    let files: [(String, [UInt8])] = [("a", (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })]
    let whole = try Archive(writer, files).folder.read(Archive.name)
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 0x55
      let members = try? Archive(bytes).members()
      #expect(members == nil || members == ["a": files[0].1], "byte \(index)")
    }
  }

  @Test(
    arguments: [
      (Array("some text".utf8), "text"), ([1, 2, 3], "bytes 01 02 03"), ([0x28, 0xB5, 0x2F, 0xFD, 0], "a zstd file"),
      ([UInt8](repeating: 7, count: 5000), "bytes 07 07 07 07"),
    ] as [([UInt8], String)]) func saysWhatIsNoArchive(bytes: [UInt8], found: String) throws
  {
    let archive = try Archive(bytes)
    let refused = archive.refusal()
    #expect(
      refused?.message
        == "'\(archive.path)': expected an archive (.tar.gz, .tar.xz, .tar.bz2, .tar, .zip), found \(found)")
    #expect(refused?.status == .malformedInput && refused?.hint != nil)
  }

  @Test func aMissingFileAndAFolderAreFailures() throws {
    let folder = try TemporaryFolder()
    for (path, failure) in [
      (folder.file("absent"), ArchiveFailure.file(.missing(path: folder.file("absent")))),
      (folder.path, .file(.isFolder(path: folder.path))),
    ] {
      #expect(throws: failure) { try ArchiveReader(path: path) }
    }
  }

  @Test(arguments: ArchiveWriter.allCases) func formsAreToldByContent(writer: ArchiveWriter) throws {
    // Its file lasts as long as the archive.
    let (archive, text) = (try Archive(writer, [("a", [1])]), try Archive(Array("text".utf8)))
    withExtendedLifetime((archive, text)) {
      #expect(ArchiveForm.isArchive(archive.path) && !ArchiveForm.isArchive(text.path))
    }
    #expect(ArchiveForm.fileEndings.contains(writer.rawValue) && !ArchiveForm.isArchive("/absent"))
  }
}
