/// How an image of another shape becomes an image of the model's size.
package enum ResizePolicy: String, Sendable, Codable, CaseIterable {
  /// The shorter side is scaled to fit and the middle of the longer one is kept. Nothing is distorted, borders are
  /// lost: what torchvision and timm do with images to be classified, and the default.
  case crop
  /// Both sides are scaled to fit, each by its own factor. Nothing is lost, shapes are distorted.
  case stretch
  /// The longer side is scaled to fit and black borders fill the rest. Nothing is lost or distorted, objects get
  /// smaller.
  case pad
}

extension Image {
  /// The image at another size, each side scaled by its own factor.
  ///
  /// Shrinking averages over the area under each new pixel, weighted by a triangle; enlarging interpolates linearly
  /// (Pillow's `resize(…, BILINEAR)`, to the bit). A size equal to the present one gives the very same pixels.
  /// Traps if a side is not positive.
  public func resized(width: Int, height: Int) -> Image {
    resampled(
      columns: 0..<Double(self.width), rows: 0..<Double(self.height), width: width, height: height)
  }

  /// The image at another size, kept in shape according to `policy`. Traps if a side is not positive.
  package func resized(width: Int, height: Int, policy: ResizePolicy) -> Image {
    precondition(width > 0 && height > 0, "a size of \(width)x\(height)")
    let (ownWidth, ownHeight) = (Double(self.width), Double(self.height))
    // How many of this image's pixels make one of the new image's.
    let (across, down) = (ownWidth / Double(width), ownHeight / Double(height))
    switch policy {
    case .stretch: return resized(width: width, height: height)
    case .crop:
      let (keptWidth, keptHeight) = (min(across, down) * Double(width), min(across, down) * Double(height))
      return resampled(
        columns: Self.middle(keptWidth, of: ownWidth), rows: Self.middle(keptHeight, of: ownHeight), width: width,
        height: height)
    case .pad:
      let scale = max(across, down)
      return resized(
        width: min(max(Int((ownWidth / scale).rounded()), 1), width),
        height: min(max(Int((ownHeight / scale).rounded()), 1), height)
      ).padded(width: width, height: height, colour: .black)
    }
  }

  private static func middle(_ kept: Double, of whole: Double) -> Range<Double> {
    let start = max(0, (whole - kept) / 2)
    return start..<min(whole, start + kept)
  }

  private func resampled(columns: Range<Double>, rows: Range<Double>, width: Int, height: Int) -> Image {
    let (ownColumns, ownRows) = (0..<Double(self.width), 0..<Double(self.height))
    var image = self
    var vertical = ResamplingPlan(inputs: self.height, window: rows, outputs: height)
    if vertical.needed.count < self.height {
      image = image.cropped(x: 0, y: vertical.needed.lowerBound, width: self.width, height: vertical.needed.count)
      vertical = vertical.trimmed()
    }
    if width != self.width || columns != ownColumns {
      image = image.resampledColumns(ResamplingPlan(inputs: self.width, window: columns, outputs: width))
    }
    if height != self.height || rows != ownRows { image = image.resampledRows(vertical) }
    return image
  }
}
