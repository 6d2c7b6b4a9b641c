/// What a file says about its orientation.
///
/// EXIF decides where it has the tag, whatever its value; without it XMP does, as for Pillow's
/// `ImageOps.exif_transpose`. Data that break the rules count as absent, as in every viewer: a wrong tag is no reason
/// to refuse a photograph.
struct ImageMetadata {
  /// The tag of a format that has one of its own, 0 without it.
  var tag = 0
  /// With or without "Exif\0\0".
  var exif: ArraySlice<UInt8>?
  /// The XML text, in UTF-8.
  var xmp: ArraySlice<UInt8>?

  var orientation: ImageOrientation {
    let value =
      tag != 0 ? tag : exif.flatMap { EXIF.orientation(in: $0) } ?? xmp.flatMap { Self.orientation(inXMP: $0) }
    return value.flatMap { ImageOrientation(rawValue: $0) } ?? .upright
  }

  /// The first `tiff:Orientation="6"` or `<tiff:Orientation>6`, found as Pillow does, without reading the XML.
  private static func orientation(inXMP text: ArraySlice<UInt8>) -> Int? {
    let name = Array("tiff:Orientation".utf8)
    var position = text.startIndex
    while position + name.count < text.endIndex {
      guard text[position] == name[0], text[position...].starts(with: name) else {
        position += 1
        continue
      }
      position += name.count
      let rest = text[position...]
      for start in ["=\"", ">"] where rest.starts(with: start.utf8) {
        guard let digit = rest.dropFirst(start.utf8.count).first, 0x30...0x39 ~= digit else { continue }
        return Int(digit) - 0x30
      }
    }
    return nil
  }
}

extension ImageMetadata {
  private static let xmpIdentifier = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

  private static let mostTexts = 16

  /// The first EXIF segment and the last of XMP before the pixels.
  init(ofJPEG bytes: [UInt8]) {
    for segment in JPEGSegments(bytes) {
      if segment.marker == JPEGSegments.startOfScan { break }
      guard segment.marker == JPEGSegments.application1 else { continue }
      let content = bytes[segment.content]
      if exif == nil, content.starts(with: EXIF.identifier) { exif = content }
      if content.starts(with: Self.xmpIdentifier) { xmp = content.dropFirst(Self.xmpIdentifier.count) }
    }
  }

  /// The `eXIf` chunk (PNG specification, third edition, 11.3.4.5), else the text chunk that ImageMagick writes; XMP
  /// from a text chunk. They may stand behind the pixels.
  init(ofPNG bytes: [UInt8]) {
    var profile: ArraySlice<UInt8>?
    var texts = 0
    for chunk in PNGChunks(bytes) {
      if chunk.isNamed("eXIf") { exif = bytes[chunk.content] }
      // A hundred thousand small chunks could each take the time of a megabyte.
      guard texts < Self.mostTexts, let text = PNGText(chunk, in: bytes) else { continue }
      texts += 1
      if text.keyword == "Raw profile type exif" { profile = text.profile ?? profile }
      if text.keyword == "XML:com.adobe.xmp" { xmp = text.content }
    }
    if exif == nil { exif = profile }
  }
}
