import Archives
import TestSupport
import Testing

@Suite struct ZipTests {
  typealias Member = ZipBuilder.Member

  private func make(_ members: [Member]) throws -> Archive { try Archive(ZipBuilder.zip(members)) }

  @Test func readsMembersAndPassesOverOthers() throws {
    let archive = try make([Member("a/b", [1, 2]), Member("./c//d", [3]), Member("e/", []) { $0.mode = 0o40755 }])
    #expect(try archive.members() == ["a/b": [1, 2], "c/d": [3], "e": []])
    let reader = try ArchiveReader(path: archive.path)
    #expect(try reader.next() == ArchiveReader.Member(name: "a/b", bytes: 2, isFolder: false))
    #expect(try reader.next()?.name == "c/d" && reader.contents() == [3])
    #expect(try reader.next()?.isFolder == true)
    #expect(try reader.next() == nil && reader.next() == nil)
  }

  @Test(arguments: ["/etc/passwd", "/"]) func refusesAbsoluteNames(name: String) throws {
    let archive = try make([Member(name, [1])])
    #expect(archive.refusal() == .absoluteName(path: archive.path, member: name))
  }

  @Test(arguments: ["../a", "a/../../b", "a/.."]) func refusesNamesThatLeaveTheArchive(name: String) throws {
    let archive = try make([Member("fine", [1]), Member(name, [1])])
    #expect(archive.refusal() == .parentName(path: archive.path, member: name))
  }

  @Test func refusesSymbolicLinksAndDevices() throws {
    let link = try make([Member("a", Array("/etc/passwd".utf8)) { $0.mode = 0o120777 }])
    #expect(link.refusal() == .link(path: link.path, member: "a"))
    for mode: UInt32 in [0o20644, 0o60644, 0o140644] {
      let device = try make([Member("a", []) { $0.mode = mode }])
      #expect(device.refusal() == .device(path: device.path, member: "a"))
    }
  }

  /// Info-ZIP writes the mode of the pipe that it read a plain file from; the member holds the file's bytes.
  @Test func readsAFileThatWasPackedFromAPipe() throws {
    #expect(try make([Member("a", [1, 2]) { $0.mode = 0o10644 }]).members() == ["a": [1, 2]])
  }

  @Test func refusesEncryptedMembers() throws {
    let archive = try make([Member("secret.png", Array(repeating: 7, count: 40)) { $0.flags = 1 }])
    #expect(archive.refusal() == .encrypted(path: archive.path, member: "secret.png"))
    #expect(archive.refusal()?.hint == "decrypt it first")
  }

  @Test func findsWrongChecksumsAndSizes() throws {
    for change in [{ $0.checksum = 1 }, { $0.size = 3 }] as [(inout Member) -> Void] {
      let archive = try make([Member("a", [1, 2], change: change)])
      guard case .damaged? = archive.refusal() else {
        Issue.record("\(String(describing: archive.refusal()))")
        continue
      }
    }
  }

  /// Ten megabytes of zeros in ten kilobytes.
  @Test func refusesMoreThanItMayInflate() throws {
    let archive = try Archive(.zip, (0..<10).map { ("\($0)", [UInt8](repeating: 0, count: 1 << 20)) })
    #expect(try archive.folder.read(Archive.name).count < 20_000)
    #expect(try archive.members().count == 10)
    var limits = ArchiveReader.Limits()
    limits.bytesPerMember = 1_000_000
    #expect(archive.refusal(limits) == .memberTooLarge(path: archive.path, member: "0", limit: 1_000_000))
    limits = .init()
    limits.bytesInTotal = 5_000_000
    #expect(archive.refusal(limits) == .totalTooLarge(path: archive.path, limit: 5_000_000))
    limits = .init()
    limits.members = 3
    #expect(archive.refusal(limits) == .tooManyMembers(path: archive.path, limit: 3))
  }

  @Test func refusesLongNames() throws {
    let archive = try make([Member(String(repeating: "x", count: 5000), [1])])
    #expect(archive.refusal() == .nameTooLong(path: archive.path, limit: 4096))
  }

  /// As old programs for Windows write them: readable, with a sign in place of what is not known.
  @Test func replacesWhatIsNoUTF8() throws {
    let latin = Array("ta".utf8) + [0xFC] + Array("be/a.png".utf8)
    let archive = try make([Member("", [1]) { $0.name = latin }])
    #expect(try archive.members() == ["ta\u{FFFD}be/a.png": [1]])
  }

  @Test func anEmptyArchiveHasNoMembers() throws {
    let empty = ZipBuilder.zip([])
    #expect(try Archive(empty).members() == [:])
    let commented = Array(empty.prefix(20)) + [3, 0] + Array("abc".utf8)
    #expect(try Archive(commented).members() == [:])
    // Cut short, with a comment of another length, and with a directory that is not there.
    var counted = empty
    counted.replaceSubrange(8..<12, with: [1, 0, 1, 0])
    for bytes in [Array(empty.prefix(21)), Array(commented.prefix(24)), counted] {
      let archive = try Archive(bytes)
      #expect(archive.refusal() == .truncated(path: archive.path, offset: bytes.count))
    }
  }
}
