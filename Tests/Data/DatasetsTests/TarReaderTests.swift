import Datasets
import Support
import Tensors
import Testing

@Suite struct TarReaderTests {
  typealias Header = ArchiveBuilder.Header

  private func members(_ bytes: [UInt8], limits: TarReader.Limits = .init()) throws(ArchiveFailure) -> [String: [UInt8]]
  {
    let reader = TarReader(BytesInMemory(bytes), limits: limits)
    var found: [String: [UInt8]] = [:]
    while let member = try reader.next() { found[member.name] = try reader.contents() }
    return found
  }
  private func refusal(_ bytes: [UInt8], limits: TarReader.Limits = .init()) -> ArchiveFailure? {
    failure { try members(bytes, limits: limits) } as? ArchiveFailure
  }

  @Test(arguments: [0, 1, 511, 512, 513, 1024, 3_000_000]) func readsMembersOfAnySize(size: Int) throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let found = try members(ArchiveBuilder.tar([("a/first", content), ("second", [9])]))
    #expect(found == ["a/first": content, "second": [9]])
  }

  @Test func skipsWhatIsNotRead() throws {
    let reader = TarReader(BytesInMemory(ArchiveBuilder.tar([("a", Array(repeating: 1, count: 700)), ("b", [2])])))
    #expect(try reader.next()?.name == "a")
    var two: [UInt8] = [0, 0]
    #expect(try reader.read(2, into: &two, at: 0) == 2)
    let second = try reader.next()
    #expect(second?.name == "b" && second?.bytes == 1 && second?.isFolder == false)
    #expect(try reader.contents() == [2])
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }

  @Test func readsLongNamesOfAllForms() throws {
    let long = String(repeating: "folder/", count: 30) + "name"
    let record = " path=\(long)\n"
    let pax = Array("\(record.utf8.count + 3)\(record)".utf8)
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax)
      + ArchiveBuilder.member(Header(name: "cut", size: 1), [1])
      + ArchiveBuilder.member(
        Header(name: "././@LongLink", size: long.utf8.count + 1, kind: "L", magic: "ustar  \0"), Array(long.utf8) + [0])
      + ArchiveBuilder.member(Header(name: "cut", size: 1, kind: "5"), [2])
      + ArchiveBuilder.member(Header(name: "name", size: 1, prefix: "in/front"), [3]) + ArchiveBuilder.end
    let reader = TarReader(BytesInMemory(archive))
    #expect(try reader.next()?.name == long)
    let second = try reader.next()
    #expect(second?.name == long && second?.isFolder == true)
    #expect(try reader.next()?.name == "in/front/name")
    #expect(try reader.next() == nil)
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

  @Test(arguments: ["/etc/passwd", "/"]) func refusesAbsoluteNames(name: String) {
    #expect(refusal(ArchiveBuilder.tar([(name, [1])])) == .absoluteName(path: "memory", member: name))
  }

  @Test(arguments: ["../a", "a/../../b", "a/.."]) func refusesNamesThatLeaveTheArchive(name: String) {
    #expect(refusal(ArchiveBuilder.tar([(name, [1])])) == .parentName(path: "memory", member: name))
  }

  @Test func refusesALeavingNameInAnExtendedHeader() {
    let pax = Array("15 path=../abc\n".utf8)
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax)
      + ArchiveBuilder.tar([("fine", [1])])
    #expect(refusal(archive) == .parentName(path: "memory", member: "../abc"))
  }

  @Test(arguments: ["1", "2"] as [Character]) func refusesLinks(kind: Character) {
    #expect(
      refusal(ArchiveBuilder.header(Header(name: "a", size: 0, kind: kind))) == .link(path: "memory", member: "a"))
  }

  @Test(arguments: ["3", "4", "6"] as [Character]) func refusesDevicesAndPipes(kind: Character) {
    #expect(
      refusal(ArchiveBuilder.header(Header(name: "a", size: 0, kind: kind))) == .device(path: "memory", member: "a"))
  }

  @Test func refusesUnknownKinds() {
    let archive = ArchiveBuilder.header(Header(name: "a", size: 0, kind: "S"))
    #expect(refusal(archive) == .unknownKind(path: "memory", member: "a", kind: UInt8(ascii: "S")))
  }

  @Test func refusesAbsurdSizesBeforeClaimingMemory() {
    let size = 0o77777777777
    #expect(
      refusal(ArchiveBuilder.header(Header(name: "a", size: size)))
        == .memberTooLarge(path: "memory", member: "a", bytes: size, limit: 1 << 29))
    let beyond = [UInt8](repeating: 0xBF, count: 12)
    guard case .field? = refusal(ArchiveBuilder.header(Header(name: "a", size: 0, sizeField: beyond))) else {
      Issue.record("a size beyond 2^63 was accepted")
      return
    }
    guard
      case .field? = refusal(
        ArchiveBuilder.header(Header(name: "a", size: 0, sizeField: Array(repeating: 0xFF, count: 12))))
    else {
      Issue.record("a negative size was accepted")
      return
    }
    // A long name is no place for megabytes either.
    #expect(
      refusal(ArchiveBuilder.header(Header(name: "x", size: 1 << 21, kind: "x")))
        == .memberTooLarge(path: "memory", member: "x", bytes: 1 << 21, limit: 1 << 20))
  }

  @Test func refusesTooMuchInTotalAndTooManyMembers() {
    var limits = TarReader.Limits()
    limits.bytesInTotal = 4096
    let large = ArchiveBuilder.tar((0..<4).map { ("\($0)", Array(repeating: 1, count: 1000)) })
    #expect(refusal(large, limits: limits) == .totalTooLarge(path: "memory", limit: 4096))
    // What follows the end mark counts as well.
    let tail = ArchiveBuilder.tar([("a", [1])]) + [UInt8](repeating: 0, count: 1 << 17)
    #expect(refusal(tail, limits: limits) == .totalTooLarge(path: "memory", limit: 4096))
    limits = TarReader.Limits()
    limits.members = 2
    #expect(refusal(large, limits: limits) == .tooManyMembers(path: "memory", limit: 2))
  }

  @Test func findsDamagedHeaders() throws {
    var archive = ArchiveBuilder.tar([("a", [1]), ("b", [2])])
    archive[1024 + 5] ^= 1
    guard case .headerChecksum(_, let offset, let expected, let found)? = refusal(archive) else {
      Issue.record("a damaged header was accepted")
      return
    }
    #expect(offset == 1024 && abs(expected - found) == 1)
  }

  @Test func saysWhatIsNoArchive() {
    for bytes in [Array("some text".utf8), [UInt8](repeating: 7, count: 5000)] {
      guard case .notTar? = refusal(bytes) else {
        Issue.record("\(bytes.count) bytes of no archive were accepted")
        return
      }
    }
  }

  @Test func findsEveryTruncation() throws {
    let archive = Array(ArchiveBuilder.tar([("a", Array(repeating: 1, count: 600)), ("b", [2])]).dropLast(1024))
    for count in stride(from: 1, to: archive.count, by: 97) where count != 1536 {
      let refused = try #require(refusal(Array(archive.prefix(count))), "\(count) bytes")
      if case .truncatedTar = refused { continue }
      guard case .notTar = refused, count < 512 else {
        Issue.record("\(count) bytes: \(refused)")
        continue
      }
    }
  }

  @Test(arguments: [
    "9 path=a", "99999999999999999999 path=a\n", "7 path\n", "x path=a\n", "12 size=-10\n", "0 \n", "30 path=a\n",
  ])
  func refusesMalformedExtendedHeaders(text: String) {
    let pax = Array(text.utf8)
    let archive =
      ArchiveBuilder.member(Header(name: "x", size: pax.count, kind: "x"), pax) + ArchiveBuilder.tar([("fine", [1])])
    guard case .field(_, 0, "extended header", _, _)? = refusal(archive) else {
      Issue.record("\(text.debugDescription) was accepted")
      return
    }
  }

  @Test func survivesRandomDamage() {
    let archive = ArchiveBuilder.tar([("a/b", Array(repeating: 1, count: 600)), ("b", [2])])
    var stream = RandomStream(seed: 1, "damage")
    for _ in 0..<500 {
      var damaged = archive
      for _ in 0..<3 {
        damaged[Int.random(in: 0..<damaged.count, using: &stream)] = .random(in: 0...255, using: &stream)
      }
      _ = refusal(damaged)
    }
  }

  @Test func messagesAreOneLineWhateverTheNames() {
    let refused = refusal(ArchiveBuilder.tar([("../a\n\u{1B}[31m", [1])]))
    #expect(refused?.message == #"memory: the member "../a\n\u{1B}[31m" points outside the archive ("..")"#)
    #expect(refused?.hint != nil && refused?.status == .malformedInput)
  }
}
