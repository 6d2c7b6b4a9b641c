import Support

/// A SHA-256 digest that lies in the file that it covers: computed with zeros for its 64 digits.
enum CheckpointDigest {
  private static let blank = String(repeating: "0", count: 64)

  /// The 64 digits for a file of these tensors and metadata.
  static func compute(
    _ layout: SafetensorsLayout, _ metadata: [String: String]
  ) throws(CheckpointFailure) -> String {
    let header: [UInt8]
    do { header = try layout.header(metadata: metadata.merging([CheckpointKey.digest: blank]) { $1 }) } catch {
      throw .file(error)
    }
    do {
      var stream = try DigestStream(.sha256)
      stream.update(header)
      layout.update(&stream)
      return try stream.finish().hex
    } catch {
      throw .digest(error)
    }
  }

  /// Whether a file is what was written, to the byte.
  static func verify(_ bytes: [UInt8], _ contents: Safetensors.Contents, path: String) throws(CheckpointFailure) {
    guard let expected = contents.metadata[CheckpointKey.digest] else {
      throw .corrupt(path: path, expected: "a digest", found: "none")
    }
    let layout: SafetensorsLayout
    let header: [UInt8]
    do {
      layout = try SafetensorsLayout(contents.tensors, path: path)
      header = try layout.header(metadata: contents.metadata)
    } catch {
      throw .file(error)
    }
    let found = try compute(layout, contents.metadata)
    guard found == expected else { throw .corrupt(path: path, expected: expected, found: found) }
    // The digest covers what the header says; that it says it in the one way it is written in shows here.
    guard bytes.starts(with: header) else {
      throw .corrupt(path: path, expected: expected, found: "a header in another spelling")
    }
  }
}
