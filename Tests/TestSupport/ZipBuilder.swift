/// Zip archives made by hand from stored members, right or wrong in any way a test asks for.
///
/// Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 4.3.
public enum ZipBuilder {
  public struct Member: Sendable {
    public var name: [UInt8]
    public var content: [UInt8]
    /// Of the file under Unix: `0o100644` for a plain one, `0o120777` for a symbolic link.
    public var mode: UInt32 = 0o100644
    public var flags: UInt32 = 0
    /// In place of the right checksum.
    public var checksum: UInt32?
    /// In place of the right size.
    public var size: Int?

    public init(_ name: String, _ content: [UInt8], change: (inout Member) -> Void = { _ in }) {
      (self.name, self.content) = (Array(name.utf8), content)
      change(&self)
    }
  }

  public static func zip(_ members: [Member]) -> [UInt8] {
    var (archive, directory): ([UInt8], [UInt8]) = ([], [])
    for member in members {
      let checksum = member.checksum ?? ArchiveBuilder.crc32(member.content)
      // Flags, method 0 (stored), time and date, checksum, both sizes, length of the name, no extra field.
      let common =
        number(member.flags, 2) + number(0, 2) + number(0, 4) + number(checksum, 4)
        + number(UInt32(member.content.count), 4) + number(UInt32(member.size ?? member.content.count), 4)
        + number(UInt32(member.name.count), 2) + number(0, 2)
      directory += [0x50, 0x4B, 1, 2, 20, 3] + number(20, 2) + common + number(0, 2) + number(0, 2) + number(0, 2)
      directory += number(member.mode << 16, 4) + number(UInt32(archive.count), 4) + member.name
      archive += [0x50, 0x4B, 3, 4] + number(20, 2) + common + member.name + member.content
    }
    let count = number(UInt32(members.count), 2)
    let end = number(UInt32(directory.count), 4) + number(UInt32(archive.count), 4) + number(0, 2)
    return archive + directory + [0x50, 0x4B, 5, 6] + number(0, 4) + count + count + end
  }

  private static func number(_ value: UInt32, _ count: Int) -> [UInt8] { ArchiveBuilder.littleEndian(value, count) }
}
