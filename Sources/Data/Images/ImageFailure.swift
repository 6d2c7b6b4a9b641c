import Support

/// Why an image could not be decoded, encoded or laid out.
package enum ImageFailure: Failure, Equatable {
  /// The file has no bytes.
  case empty(name: String)
  /// None of the formats that can be decoded. `found` says what it seems to be.
  case unknownFormat(name: String, found: String)
  /// Larger than the limits, by the size that its header claims.
  case tooLarge(name: String, format: ImageFormat, width: Int, height: Int, limits: DecodingLimits)
  /// The file ends before the image does.
  case truncated(name: String, format: ImageFormat, count: Int)
  /// The content breaks the format's rules or uses a part of them that no common program writes. `offset`: the byte
  /// where decoding stopped, where known.
  case undecodable(name: String, format: ImageFormat, offset: Int?, reason: String)
  /// A library that decodes the format is not installed. `package`: the Debian package that has it.
  case noLibrary(name: String, format: ImageFormat, package: String)
  /// The system has no memory for decoding an image of this size.
  case noMemory(name: String, format: ImageFormat, width: Int, height: Int)
  /// The image is not one that the format can hold.
  case notEncodable(format: ImageFormat, width: Int, height: Int, reason: String)
  /// A grid of more pixels than the limit.
  case gridTooLarge(columns: Int, rows: Int, cellWidth: Int, cellHeight: Int, limit: Int)

  package var message: String {
    switch self {
    case .empty(let name): "'\(name)': expected \(ImageFormat.expected), found an empty file"
    case .unknownFormat(let name, let found): "'\(name)': expected \(ImageFormat.expected), found \(found)"
    case .tooLarge(let name, let format, let width, let height, let limits):
      "'\(name)': the \(format.rawValue) claims \(width)x\(height) pixels; the limit is "
        + (width > limits.width || height > limits.height
          ? "\(limits.width)x\(limits.height)" : "\(limits.pixels) pixels in all")
    case .truncated(let name, let format, let count):
      "'\(name)': the \(format.rawValue) is cut off: the file ends after \(count) bytes, before the image does"
    case .undecodable(let name, let format, let offset, let reason):
      "'\(name)': the \(format.rawValue) cannot be decoded" + (offset.map { " near byte \($0)" } ?? "") + ": \(reason)"
    case .noLibrary(let name, let format, let package):
      "'\(name)': the library that decodes \(format.rawValue) is missing: \(package)"
    case .noMemory(let name, let format, let width, let height):
      "'\(name)': there is no memory to decode the \(format.rawValue) of \(width)x\(height) pixels"
    case .notEncodable(let format, let width, let height, let reason):
      "an image of \(width)x\(height) pixels cannot be written as \(format.rawValue): \(reason)"
    case .gridTooLarge(let columns, let rows, let cellWidth, let cellHeight, let limit):
      "a grid of \(columns)x\(rows) images of \(cellWidth)x\(cellHeight) pixels is larger than \(limit) pixels"
    }
  }

  package var hint: String? {
    switch self {
    case .empty, .truncated: "copy or download the file again, or take it out of the data"
    case .unknownFormat: "convert it to PNG or JPEG, or take it out of the data"
    case .tooLarge: "scale the image down with another program first, or take it out of the data"
    case .undecodable: "open it in an image editor and save it anew, or take it out of the data"
    case .noLibrary(_, _, let package):
      package.hasSuffix("-dev")
        ? "install it ('sudo apt-get install \(package)'), then build the programs again"
        : "install it ('sudo apt-get install \(package)'), or convert the picture to PNG or JPEG"
    case .noMemory: "read fewer pictures at a time, scale the image down, or take it out of the data"
    case .notEncodable: "make the image smaller"
    case .gridTooLarge: "show fewer images or a smaller scale"
    }
  }

  package var status: ExitStatus {
    switch self {
    case .empty, .unknownFormat, .tooLarge, .truncated, .undecodable: .malformedInput
    case .noLibrary, .noMemory: .unavailable
    case .notEncodable: .cannotCreate
    case .gridTooLarge: .configuration
    }
  }
}
