import Archives
import TestSupport
import Testing

@Suite struct TarArchiveTests {
  typealias Header = ArchiveBuilder.Header

  private func members(_ bytes: [UInt8]) throws -> [String: [UInt8]] { try Archive(bytes).members() }

  /// Why an archive is refused, and its path.
  private func refusal(_ bytes: [UInt8], _ limits: ArchiveReader.Limits = .init()) throws -> (ArchiveFailure?, String) {
    let archive = try Archive(bytes)
    return (archive.refusal(limits), archive.path)
  }
  private func expect(
    _ bytes: [UInt8], _ limits: ArchiveReader.Limits = .init(), sourceLocation: SourceLocation = #_sourceLocation,
    _ failure: (String) -> ArchiveFailure
  ) throws {
    let (refused, path) = try refusal(bytes, limits)
    #expect(refused == failure(path), sourceLocation: sourceLocation)
  }

  @Test(arguments: [0, 1, 511, 512, 513, 1024, 3_000_000]) func readsMembersOfAnySize(size: Int) throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let found = try members(ArchiveBuilder.tar([("a/first", content), ("second", [9])]))
    #expect(found == ["a/first": content, "second": [9]])
  }

  @Test func skipsWhatIsNotRead() throws {
    let archive = try Archive(ArchiveBuilder.tar([("a", Array(repeating: 1, count: 700)), ("b", [2])]))
    let reader = try ArchiveReader(path: archive.path)
    #expect(try reader.next()?.name == "a")
    var two: [UInt8] = [0, 0]
    #expect(try reader.read(into: &two) == 2 && two == [1, 1])
    #expect(try reader.next() == ArchiveReader.Member(name: "b", bytes: 1, isFolder: false))
    #expect(try reader.contents() == [2])
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }

  @Test func readsLongNamesOfAllForms() throws {
    let long = String(repeating: "folder/", count: 30) + "name"
    let record = " path=\(long)\n"
    let pax = Array("\(record.utf8.count + 3)\(record)".utf8)
    let archive = try Archive(
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax)
        + ArchiveBuilder.member(Header(name: "cut", size: 1), [1])
        + ArchiveBuilder.member(
          Header(name: "././@LongLink", size: long.utf8.count + 1, kind: "L", magic: "ustar  \0"),
          Array(long.utf8) + [0])
        + ArchiveBuilder.member(Header(name: "cut", size: 0, kind: "5"), [])
        + ArchiveBuilder.member(Header(name: "name", size: 1, prefix: "in/front"), [3]) + ArchiveBuilder.end)
    let reader = try ArchiveReader(path: archive.path)
    #expect(try reader.next()?.name == long)
    let second = try reader.next()
    #expect(second?.name == long && second?.isFolder == true)
    #expect(try reader.next()?.name == "in/front/name")
    #expect(try reader.next() == nil)
  }

  /// The names are what a program that unpacks the archive would create, not in another form of Unicode.
  @Test(arguments: ["n\u{E4}me", "na\u{308}me", "\u{5199}\u{771F}"]) func keepsTheBytesOfNames(name: String) throws {
    let record = " path=\(name)\n"
    let pax = Array("\(record.utf8.count + 2)\(record)".utf8)
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax)
      + ArchiveBuilder.member(Header(name: "ascii", size: 1), [1])
      + ArchiveBuilder.member(Header(name: name + "2", size: 1), [2]) + ArchiveBuilder.end
    let found = try members(archive).keys.map { Array($0.utf8) }
    #expect(found.contains(Array(name.utf8)) && found.contains(Array((name + "2").utf8)))
  }

  @Test func readsSizesFromPaxAndBinaryFields() throws {
    let pax = Array("10 size=3\n".utf8)
    let binary: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax)
      + ArchiveBuilder.member(Header(name: "a", size: 0), [1, 2, 3])
      + ArchiveBuilder.member(Header(name: "b", size: 0, sizeField: binary), [4, 5]) + ArchiveBuilder.end
    #expect(try members(archive) == ["a": [1, 2, 3], "b": [4, 5]])
  }

  @Test func acceptsAMissingEndMark() throws {
    #expect(try members(ArchiveBuilder.tar([("a", [1])]).dropLast(1024).map { $0 }) == ["a": [1]])
  }

  @Test(arguments: ["/etc/passwd", "/"]) func refusesAbsoluteNames(name: String) throws {
    try expect(ArchiveBuilder.tar([(name, [1])])) { .absoluteName(path: $0, member: name) }
  }

  @Test(arguments: ["../a", "a/../../b", "a/.."]) func refusesNamesThatLeaveTheArchive(name: String) throws {
    try expect(ArchiveBuilder.tar([(name, [1])])) { .parentName(path: $0, member: name) }
  }

  @Test(arguments: ["", "."]) func refusesFilesWithoutAName(name: String) throws {
    try expect(ArchiveBuilder.tar([("a", [1]), (name, [1])])) { .name(path: $0, member: name) }
  }

  @Test func refusesALeavingNameInAnExtendedHeader() throws {
    let pax = Array("15 path=../abc\n".utf8)
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax) + ArchiveBuilder.tar([("fine", [1])])
    try expect(archive) { .parentName(path: $0, member: "../abc") }
  }

  @Test func refusesLongNames() throws {
    let name = String(repeating: "x", count: 5000)
    let long = Header(name: "././@LongLink", size: 5001, kind: "L", magic: "ustar  \0")
    let archive = ArchiveBuilder.member(long, Array(name.utf8) + [0]) + ArchiveBuilder.tar([("cut", [1])])
    try expect(archive) { .nameTooLong(path: $0, limit: 4096) }
  }

  @Test(arguments: ["1", "2"] as [Character]) func refusesLinks(kind: Character) throws {
    for magic in ["ustar\u{0}00", "ustar  \0"] {
      let header = ArchiveBuilder.header(Header(name: "a", size: 0, kind: kind, prefix: "", magic: magic))
      var linked = header
      linked.replaceSubrange(157..<161, with: Array("link".utf8))
      linked = ArchiveBuilder.withChecksum(linked)
      try expect(linked + ArchiveBuilder.end) { .link(path: $0, member: "a") }
    }
  }

  @Test(arguments: ["3", "4", "6"] as [Character]) func refusesDevicesAndPipes(kind: Character) throws {
    try expect(ArchiveBuilder.header(Header(name: "a", size: 0, kind: kind))) { .device(path: $0, member: "a") }
  }

  /// GNU tar's form of a file with holes, whose size claims what the archive does not hold.
  @Test func refusesSparseFiles() throws {
    var header = ArchiveBuilder.header(Header(name: "a", size: 512, kind: "S", magic: "ustar  \0"))
    header.replaceSubrange(386..<397, with: Array("10000000000".utf8))
    header.replaceSubrange(398..<409, with: Array("00000001000".utf8))
    header.replaceSubrange(483..<494, with: Array("10000001000".utf8))
    let archive = ArchiveBuilder.withChecksum(header) + [UInt8](repeating: 1, count: 512) + ArchiveBuilder.end
    let (refused, path) = try refusal(archive)
    #expect(
      refused == .sparse(path: path, member: "a") || refused == .memberTooLarge(path: path, member: "a", limit: 1 << 29)
    )
  }

  @Test func refusesAbsurdSizesBeforeClaimingMemory() throws {
    let size = 0o77777777777
    try expect(ArchiveBuilder.header(Header(name: "a", size: size))) {
      .memberTooLarge(path: $0, member: "a", limit: 1 << 29)
    }
    let beyond = [UInt8](repeating: 0xBF, count: 12)
    let negative = [UInt8](repeating: 0xFF, count: 12)
    for field in [beyond, negative] {
      let (refused, _) = try refusal(ArchiveBuilder.header(Header(name: "a", size: 0, sizeField: field)))
      guard case .damaged(_, 0, _)? = refused else {
        Issue.record("\(field): \(String(describing: refused))")
        continue
      }
    }
    // A long name is no place for megabytes either.
    let (refused, _) = try refusal(ArchiveBuilder.header(Header(name: "x", size: 1 << 21, kind: "x")))
    guard case .damaged(_, 0, "special header too large")? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
  }

  @Test func refusesTooMuchInTotalAndTooManyMembers() throws {
    var limits = ArchiveReader.Limits()
    limits.bytesInTotal = 4096
    let large = ArchiveBuilder.tar((0..<4).map { ("\($0)", Array(repeating: 1, count: 1000)) })
    try expect(large, limits) { .totalTooLarge(path: $0, limit: 4096) }
    // What follows the end mark counts as well.
    let tail = ArchiveBuilder.tar([("a", [1])]) + [UInt8](repeating: 0, count: 1 << 17)
    for archive in [tail, ArchiveBuilder.gzip(tail)] {
      try expect(archive, limits) { .totalTooLarge(path: $0, limit: 4096) }
    }
    limits = ArchiveReader.Limits()
    limits.members = 2
    try expect(large, limits) { .tooManyMembers(path: $0, limit: 2) }
  }

  @Test(arguments: [0, 1024]) func findsDamagedHeaders(offset: Int) throws {
    var archive = ArchiveBuilder.tar([("a", [1]), ("b", [2])])
    archive[offset + 5] ^= 1
    try expect(archive) { .damaged(path: $0, offset: offset, detail: "damaged tar archive") }
  }

  @Test func findsEveryTruncation() throws {
    let archive = Array(ArchiveBuilder.tar([("a", Array(repeating: 1, count: 600)), ("b", [2])]).dropLast(1024))
    for count in stride(from: 1, to: archive.count, by: 97) where count != 1536 {
      let (refused, path) = try refusal(Array(archive.prefix(count)))
      switch refused {
      case .truncatedArchive(path, count)?: break
      case .notArchive?: #expect(count < 512)
      default: Issue.record("\(count) bytes: \(String(describing: refused))")
      }
    }
  }

  @Test(arguments: [
    "9 path=a", "99999999999999999999 path=a\n", "7 path\n", "x path=a\n", "12 size=-10\n", "0 \n", "30 path=a\n",
  ])
  func refusesMalformedExtendedHeaders(text: String) throws {
    let pax = Array(text.utf8)
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax) + ArchiveBuilder.tar([("fine", [1])])
    let (refused, _) = try refusal(archive)
    guard case .damaged(_, 0, _)? = refused else {
      Issue.record("\(text.debugDescription): \(String(describing: refused))")
      return
    }
  }

  @Test func survivesRandomDamage() throws {
    let archive = ArchiveBuilder.tar([("a/b", Array(repeating: 1, count: 600)), ("b", [2])])
    var state: UInt64 = 1
    func random(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<500 {
      var damaged = archive
      for _ in 0..<3 { damaged[random(below: damaged.count)] = UInt8(random(below: 256)) }
      _ = try refusal(damaged)
    }
  }

  @Test func messagesAreOneLineWhateverTheNames() throws {
    let (refused, path) = try refusal(ArchiveBuilder.tar([("../a\n\u{1B}[31m", [1])]))
    #expect(refused?.message == #"'\#(path)': the member "../a\n\u{1B}[31m" points outside the archive ("..")"#)
    #expect(refused?.hint != nil && refused?.status == .malformedInput)
  }
}
