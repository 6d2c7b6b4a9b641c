/// What the JPEG codec says about a file: which complaints still give a whole image, and which mean a cut-off file.
struct JPEGComplaint {
  let text: String

  init(_ text: String) { self.text = text }

  /// Complaints of libjpeg after which every pixel was decoded from data: sloppy but common encoders.
  private static let harmless = [
    "extraneous bytes before marker", "Invalid SOS parameters", "unknown JFIF revision",
    "Unknown Adobe color transform",
  ]
  private static let aboutTheEnd = ["Premature end of JPEG file", "premature end of data segment"]

  /// The codec keeps its first complaint only, and an early end may have come after: the end marker must be there, too.
  func isHarmless(in bytes: [UInt8]) -> Bool {
    Self.harmless.contains { text.contains($0) } && JPEGSegments.reachEnd(bytes)
  }

  func failure(_ bytes: [UInt8], name: String) -> ImageFailure {
    if Self.aboutTheEnd.contains(where: { text.contains($0) }) || !JPEGSegments.reachEnd(bytes) {
      return .truncated(name: name, format: .jpeg, count: bytes.count)
    }
    return .undecodable(name: name, format: .jpeg, offset: nil, reason: text)
  }
}
