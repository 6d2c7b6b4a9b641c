import CKernels

/// What a convolution reads: values as they are, or max(0, scale value + offset) by channel, so that a normalised and
/// rectified activation need not be stored.
package struct ConvolutionInput: Sendable {
  let values: Region
  let affine: ChannelAffine?

  package init(_ values: Region, rectifiedAfter affine: ChannelAffine? = nil) {
    (self.values, self.affine) = (values, affine)
  }

  func part(_ start: Int, _ count: Int) -> ConvolutionInput {
    ConvolutionInput(values.part(start, count), rectifiedAfter: affine)
  }

  var c: ck_source {
    ck_source(values: values.pointer, scale: affine?.scale.pointer, offset: affine?.offset.pointer)
  }
}
