import Kernels
import Testing

struct ConvolutionGeometryTests {
  struct Case: CustomTestStringConvertible {
    let height, width, kernel, stride, padding, outputHeight, outputWidth: Int
    var testDescription: String { "\(height)x\(width) kernel \(kernel)/\(stride) padding \(padding)" }
  }

  /// Output sizes as PyTorch's documentation of Conv2d has them: floor((size + 2 padding − kernel) / stride) + 1.
  @Test(arguments: [
    Case(height: 32, width: 32, kernel: 3, stride: 1, padding: 1, outputHeight: 32, outputWidth: 32),
    Case(height: 32, width: 32, kernel: 3, stride: 2, padding: 1, outputHeight: 16, outputWidth: 16),
    Case(height: 33, width: 7, kernel: 3, stride: 2, padding: 1, outputHeight: 17, outputWidth: 4),
    Case(height: 32, width: 31, kernel: 1, stride: 2, padding: 0, outputHeight: 16, outputWidth: 16),
    Case(height: 5, width: 6, kernel: 5, stride: 1, padding: 0, outputHeight: 1, outputWidth: 2),
    Case(height: 1, width: 1, kernel: 3, stride: 1, padding: 1, outputHeight: 1, outputWidth: 1),
    Case(height: 7, width: 8, kernel: 2, stride: 2, padding: 0, outputHeight: 3, outputWidth: 4),
  ])
  func sizes(_ sample: Case) {
    let g = ConvolutionGeometry(
      images: 2, height: sample.height, width: sample.width, inputs: 3, outputs: 5, kernel: sample.kernel,
      stride: sample.stride, padding: sample.padding)
    #expect(g.outputHeight == sample.outputHeight)
    #expect(g.outputWidth == sample.outputWidth)
    #expect(g.inputCount == 2 * sample.height * sample.width * 3)
    #expect(g.outputCount == 2 * sample.outputHeight * sample.outputWidth * 5)
    #expect(g.weightCount == sample.kernel * sample.kernel * 15)
    #expect(g.operations == 2 * g.outputCount * sample.kernel * sample.kernel * 3)
  }

  @Test func aKernelLargerThanThePaddedImageTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = ConvolutionGeometry(images: 1, height: 2, width: 9, inputs: 1, outputs: 1, kernel: 5, padding: 1)
    }
  }
}
