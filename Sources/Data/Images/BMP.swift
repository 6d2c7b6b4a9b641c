/// BMP, read by this program itself: the format is small, and no library is better at it.
enum BMP {
  static func decode(_ bytes: [UInt8], name: String, limits: DecodingLimits) throws(ImageFailure) -> Image {
    let header = try BMPHeader(bytes, name: name)
    let (width, height) = (header.width, header.height)
    guard limits.allow(width: width, height: height) else {
      throw .tooLarge(name: name, format: .bmp, width: width, height: height, limits: limits)
    }
    if header.packing == .runs { return try BMPRuns.decode(bytes, header, name: name) }
    // Rows fill up to a multiple of four bytes; the last one may lack what fills it.
    let (stride, used) = ((width * header.bits + 31) / 32 * 4, (width * header.bits + 7) / 8)
    guard header.start <= bytes.count, stride * (height - 1) + used <= bytes.count - header.start else {
      throw .truncated(name: name, format: .bmp, count: bytes.count)
    }
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for row in 0..<height {
      let source = header.start + stride * (header.isTopDown ? row : height - 1 - row)
      put(bytes, source, header, &pixels, row * width * 3)
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// One row of pixels from `source` on to `target`.
  private static func put(
    _ bytes: [UInt8], _ source: Int, _ header: BMPHeader, _ pixels: inout [UInt8], _ target: Int
  ) {
    switch header.bits {
    case 1, 4, 8:
      let mask = (1 << header.bits) - 1
      for x in 0..<header.width {
        let bit = x * header.bits
        let index = Int(bytes[source + bit / 8]) >> (8 - header.bits - bit % 8) & mask
        for channel in 0..<3 { pixels[target + x * 3 + channel] = header.palette[index * 3 + channel] }
      }
    case 24:
      for x in 0..<header.width {
        let from = source + x * 3
        (pixels[target + x * 3], pixels[target + x * 3 + 1]) = (bytes[from + 2], bytes[from + 1])
        pixels[target + x * 3 + 2] = bytes[from]
      }
    default:
      let size = header.bits / 8
      let channels = header.masks.map(Channel.init)
      for x in 0..<header.width {
        let from = source + x * size
        var value = UInt32(bytes[from]) | UInt32(bytes[from + 1]) << 8
        if size == 4 { value |= UInt32(bytes[from + 2]) << 16 | UInt32(bytes[from + 3]) << 24 }
        for channel in 0..<3 { pixels[target + x * 3 + channel] = channels[channel].value(value) }
      }
    }
  }

  /// The bits of one colour within a pixel, spread over 0 to 255, rounded down as Pillow does.
  private struct Channel {
    let mask: UInt32
    let shift: UInt32
    let largest: UInt64

    init(_ mask: UInt32) {
      self.mask = mask
      shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
      largest = UInt64(max(mask >> shift, 1))
    }

    func value(_ pixel: UInt32) -> UInt8 {
      let value = (pixel & mask) >> shift
      return largest == 255 ? UInt8(value) : UInt8(UInt64(value) * 255 / largest)
    }
  }
}

/// Run lengths: pairs of a count and a colour, or a zero and a command (Microsoft, "Bitmap Compression").
private enum BMPRuns {
  private static let (endOfLine, endOfBitmap, delta): (UInt8, UInt8, UInt8) = (0, 1, 2)

  static func decode(_ bytes: [UInt8], _ header: BMPHeader, name: String) throws(ImageFailure) -> Image {
    let (width, height) = (header.width, header.height)
    // What no run reaches has the first colour.
    var image = Image(
      width: width, height: height,
      colour: Image.Colour(red: header.palette[0], green: header.palette[1], blue: header.palette[2]))
    var pixels = image.pixels
    var (x, y, position) = (0, 0, header.start)

    func next() throws(ImageFailure) -> UInt8 {
      guard position < bytes.count else { throw .truncated(name: name, format: .bmp, count: bytes.count) }
      defer { position += 1 }
      return bytes[position]
    }
    func put(_ index: Int) {
      let target = ((header.isTopDown ? y : height - 1 - y) * width + x) * 3
      for channel in 0..<3 { pixels[target + channel] = header.palette[index * 3 + channel] }
      x += 1
    }
    /// The colour of the pixel `number` of those that a byte holds: one, or two of four bits.
    func index(_ byte: UInt8, _ number: Int) -> Int {
      header.bits == 8 ? Int(byte) : Int(number.isMultiple(of: 2) ? byte >> 4 : byte & 15)
    }

    // A file that breaks off behind its last row lacks no pixel.
    while y < height, !(y == height - 1 && x == width && position >= bytes.count) {
      let (count, value) = (Int(try next()), try next())
      if count > 0 {
        // A run beyond the end of its row is cut, as everywhere.
        for number in 0..<min(count, width - x) { put(index(value, number)) }
        continue
      }
      switch value {
      case endOfLine: (x, y) = (0, y + 1)
      case endOfBitmap: y = height
      case delta:
        let (right, down) = (Int(try next()), Int(try next()))
        (x, y) = (x + right, y + down)
        if x > width || y > height { throw damage(name, position, "a run begins outside the image") }
      default:
        let (count, size) = (Int(value), header.bits == 8 ? Int(value) : (Int(value) + 1) / 2)
        guard count <= width - x else { throw damage(name, position, "a run is longer than its row") }
        guard size <= bytes.count - position else { throw .truncated(name: name, format: .bmp, count: bytes.count) }
        for number in 0..<count { put(index(bytes[position + (header.bits == 8 ? number : number / 2)], number)) }
        // Commands stand at even places.
        position += size + size % 2
      }
    }
    image.pixels = pixels
    return image
  }

  private static func damage(_ name: String, _ offset: Int, _ reason: String) -> ImageFailure {
    .undecodable(name: name, format: .bmp, offset: offset, reason: reason)
  }
}
