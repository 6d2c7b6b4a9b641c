/// Walks the markers of a JPEG (ITU-T T.81, annex B) without decoding it.
///
/// Nothing is trusted: a walk over hostile bytes ends early, it never reads outside them.
struct JPEGSegments: Sequence, IteratorProtocol {
  struct Segment {
    /// The byte after 0xff.
    let marker: UInt8
    /// Where the content lies, without marker and length; empty for markers that stand alone.
    let content: Range<Int>
  }

  static let startOfScan: UInt8 = 0xda
  static let application1: UInt8 = 0xe1

  private let bytes: [UInt8]
  /// The walk starts behind the "start of image" marker.
  private var position = 2

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next segment, whatever lies before its marker (scan data, padding) skipped; `nil` where the file ends.
  mutating func next() -> Segment? {
    while position + 1 < bytes.count {
      let (first, marker) = (bytes[position], bytes[position + 1])
      position += 1
      // 0xff 0x00 is a data byte of a scan, 0xff 0xff is padding.
      guard first == 0xff, marker != 0x00, marker != 0xff else { continue }
      position += 1
      if Self.standsAlone(marker) { return Segment(marker: marker, content: position..<position) }
      guard position + 1 < bytes.count else { return nil }
      // The length counts its own two bytes.
      let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
      guard length >= 2, position + length <= bytes.count else { return nil }
      defer { position += length }
      return Segment(marker: marker, content: position + 2..<position + length)
    }
    return nil
  }

  /// Restart markers, start and end of image, and the temporary marker have no length.
  private static func standsAlone(_ marker: UInt8) -> Bool { 0xd0...0xd9 ~= marker || marker == 0x01 }
}
