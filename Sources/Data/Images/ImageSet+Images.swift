extension ImageSet {
  /// The same images, each `size` by `size`.
  public func resized(to size: Int) -> ImageSet {
    if height == size && width == size { return self }
    var resized: [UInt8] = []
    resized.reserveCapacity(count * size * size * 3)
    for index in 0..<count { resized += image(index).resized(width: size, height: size).pixels }
    return ImageSet(
      height: size, width: size, pixels: resized, labels: labels, classNames: classNames, names: names,
      provenance: provenance)
  }

  /// One image by itself. Traps if the index is out of range.
  public func image(_ index: Int) -> Image {
    Image(width: width, height: height, pixels: Array(pixels[index * bytesPerImage..<(index + 1) * bytesPerImage]))
  }
}
