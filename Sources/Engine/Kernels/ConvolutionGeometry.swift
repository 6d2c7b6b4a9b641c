import CKernels

/// The sizes of a two-dimensional convolution with a square kernel, equal stride and zero padding in both directions.
package struct ConvolutionGeometry: Sendable, Hashable {
  package let images: Int
  package let height: Int
  package let width: Int
  package let inputs: Int
  package let outputs: Int
  package let kernel: Int
  package let stride: Int
  package let padding: Int

  /// Traps if a size is not positive or the kernel is larger than the padded image.
  package init(
    images: Int, height: Int, width: Int, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0
  ) {
    precondition(
      images > 0 && height > 0 && width > 0 && inputs > 0 && outputs > 0 && kernel > 0 && stride > 0 && padding >= 0,
      "convolution of \(images)x\(height)x\(width)x\(inputs) to \(outputs), kernel \(kernel)/\(stride), "
        + "padding \(padding)"
    )
    precondition(
      kernel <= height + 2 * padding && kernel <= width + 2 * padding,
      "kernel \(kernel) on a \(height)x\(width) image with padding \(padding)")
    (self.images, self.height, self.width, self.inputs, self.outputs) = (images, height, width, inputs, outputs)
    (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
  }

  /// The same for another number of images. Traps if it is not positive.
  func with(images: Int) -> ConvolutionGeometry {
    ConvolutionGeometry(
      images: images, height: height, width: width, inputs: inputs, outputs: outputs, kernel: kernel, stride: stride,
      padding: padding)
  }

  package var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
  package var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
  package var inputCount: Int { images * height * width * inputs }
  package var outputCount: Int { images * outputHeight * outputWidth * outputs }
  package var weightCount: Int { kernel * kernel * inputs * outputs }
  /// Multiplications and additions of one pass, done directly.
  package var operations: Int { 2 * images * outputHeight * outputWidth * kernel * kernel * inputs * outputs }

  /// Winograd F(4x4, 3x3) serves 3x3 kernels of stride 1 between channel counts that fill the vectors; the last eight
  /// inputs of 24 or more may fill half of one.
  var suitsWinograd: Bool {
    kernel == 3 && stride == 1 && padding == 1 && (inputs % 16 == 0 || inputs % 16 == 8 && inputs > 16)
      && outputs % 16 == 0 && !isBoundByWeights
  }
  /// Panels of 16 channels, the last of them perhaps not full.
  var inputPanels: Int { (inputs + 15) / 16 }
  var outputPanels: Int { (outputs + 15) / 16 }

  /// Winograd on the phases of the input serves 3x3 kernels of stride 2 between the same channel counts, and enough
  /// tiles to pay for transformed weights nine times as many.
  var suitsPolyphase: Bool {
    kernel == 3 && stride == 2 && padding == 1 && inputs % 16 == 0 && outputs % 16 == 0 && images * tilesPerImage >= 32
  }

  /// A few tiles of many channels: Winograd's weights, four times as many, would take longer to read than they save.
  private var isBoundByWeights: Bool { images * tilesPerImage < 8 && min(inputs, outputs) >= 128 }

  /// So few pixels that reading the weights takes as long as the arithmetic: some 4x4 maps, or one block of Winograd's
  /// tiles.
  var suitsStream: Bool {
    guard inputs % 16 == 0, outputs % 16 == 0, 2 * padding == kernel - 1 else { return false }
    if (outputHeight, outputWidth) == (4, 4) {
      return images < 8 && (height, width) == (4 * stride, 4 * stride)
        && [[3, 1], [3, 2], [1, 2]].contains([kernel, stride])
    }
    return kernel == 3 && stride == 1 && images * tilesPerImage <= 16 && min(inputs, outputs) >= 64
  }

  /// Winograd's products by matrix tiles, each of six parts, pay for many channels and tiles.
  func suitsSplitProducts(channels: Int) -> Bool {
    inputs % 16 == 0 && min(inputs, outputs) >= channels && images * tilesPerImage >= 128
  }

  /// Winograd with rounded operands takes channels in pairs of vectors.
  var suitsRoundedWinograd: Bool { inputPanels % 2 == 0 && outputPanels % 2 == 0 }

  /// The same as split products, without Winograd.
  var suitsSplitTiles: Bool {
    inputs % 32 == 0 && outputs % 32 == 0 && min(inputs, outputs) >= 64 && kernel <= 3
      && images * outputHeight * outputWidth >= 2048
  }

  /// Matrix tiles serve outputs that fill them, 16 or multiples of 32, and inputs that nearly do.
  var suitsTiles: Bool { inputs >= 16 && (outputs == 16 || outputs % 32 == 0) && kernel <= 7 }

  /// Direct products of 16-bit numbers in registers are twice as fast as of 32 bits, which Winograd's algorithm passes.
  var suitsRoundedTaps: Bool { inputs >= 16 && !suitsWinograd }

  /// 4x4 output tiles of one image.
  var tilesPerImage: Int { tilesPerImage(high: 4, wide: 4) }
  func tilesPerImage(high: Int, wide: Int) -> Int {
    ((outputHeight + high - 1) / high) * ((outputWidth + wide - 1) / wide)
  }

  var window: ck_window {
    ck_window(
      height: Int64(height), width: Int64(width), channels: Int64(inputs), kernel: Int64(kernel), stride: Int64(stride),
      padding: Int64(padding), output_height: Int64(outputHeight), output_width: Int64(outputWidth))
  }
}
