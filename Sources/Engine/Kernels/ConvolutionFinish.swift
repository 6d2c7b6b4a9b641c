import CKernels

/// What inference does with a convolution's output before it is stored: scale y + offset by channel, plus a residual,
/// rectified if asked.
package struct ConvolutionFinish: Sendable {
  let scale: Region
  let offset: Region
  let residual: Region?
  let rectified: Bool

  /// - Parameters:
  ///   - scale, offset: [outputs].
  ///   - residual: like the output.
  package init(scale: Region, offset: Region, residual: Region?, rectified: Bool) {
    precondition(scale.count == offset.count, "\(scale.count) scales, \(offset.count) offsets")
    (self.scale, self.offset, self.residual, self.rectified) = (scale, offset, residual, rectified)
  }

  /// The same for a part of the output.
  func on(_ part: (Region) -> Region) -> ConvolutionFinish {
    ConvolutionFinish(scale: scale, offset: offset, residual: residual.map(part), rectified: rectified)
  }

  var c: ck_finish {
    ck_finish(
      scale: scale.pointer, offset: offset.pointer, residual: residual?.pointer, rectify: rectified ? 1 : 0)
  }
}
