import ArgumentParsing
import CommandSupport
import Foundation
import Kernels
import OperationCases
import Support
import Tensors

/// Measures how exact the convolutions of the built-in networks are.
struct BenchErrorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors", abstract: "Measures the rounding errors of convolutions and their gradients.",
    discussion: """
      Relative root-mean-square errors of the networks' convolutions, over 2,000 elements of each result that are \
      computed in double precision. Numbers are normal, inputs behind a rectifier.
      """,
    examples: [
      CommandExample("cifar-bench errors --precision mixed"),
      CommandExample("cifar-bench errors --isa baseline --json"),
    ])

  @Option(help: ArgumentHelp("Images per pass.", valueName: "count"), constraint: .within(1...1024))
  var batchSize = 32
  @Option(help: ArgumentHelp("How convolutions multiply.", valueName: "kind"))
  var precision = Precision.fp32
  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  /// The stem, stages and transitions of ResNet-20, ResNet-18 and airbench.
  private static let shapes: [(size: Int, inputs: Int, outputs: Int, kernel: Int, stride: Int)] = [
    (32, 3, 64, 3, 1), (32, 16, 16, 3, 1), (8, 64, 64, 3, 1), (31, 24, 64, 3, 1), (32, 64, 64, 3, 1),
    (16, 128, 128, 3, 1), (8, 256, 256, 3, 1), (4, 512, 512, 3, 1), (32, 16, 32, 3, 2), (32, 64, 128, 3, 2),
    (8, 256, 512, 3, 2), (32, 64, 128, 1, 2),
  ]

  func run() throws {
    let backend = try machine.backend(precision, Console(BenchCommand.commandName))
    let rows = Self.shapes.map { shape in
      let g = ConvolutionGeometry(
        images: batchSize, height: shape.size, width: shape.size, inputs: shape.inputs, outputs: shape.outputs,
        kernel: shape.kernel, stride: shape.stride, padding: shape.kernel / 2)
      return Errors(ExactConvolution(g), backend)
    }
    if json {
      let setting = BenchSetting(batchSize, backend)
      return print(try JSONText.encode(BenchResult(setting, Figures(convolutions: rows)), layout: .line))
    }
    var table = Table(
      [
        .init("convolution"), .init("kernel", rank: 1), .init("output", .right), .init("input gradient", .right),
        .init("weight gradient", .right),
      ], limit: Terminal.standardOutput().limit)
    for row in rows {
      table.addRow(
        ["\(row.inputs) to \(row.outputs) at \(row.size)x\(row.size)", "\(row.kernel)/\(row.stride)"]
          + [row.outputError, row.inputGradientError, row.weightGradientError].map(Format.scientific))
    }
    print(table.rendered(), terminator: "")
  }

  private struct Figures: Encodable {
    let convolutions: [Errors]
  }

  /// One convolution, and the relative root-mean-square errors of its three passes.
  private struct Errors: Encodable {
    let size: Int
    let inputs: Int
    let outputs: Int
    let kernel: Int
    let stride: Int
    let outputError: Double
    let inputGradientError: Double
    let weightGradientError: Double

    init(_ exact: ExactConvolution, _ backend: Backend) {
      let g = exact.geometry
      (size, inputs, outputs, kernel, stride) = (g.height, g.inputs, g.outputs, g.kernel, g.stride)
      func region(_ values: [Float]) -> Region {
        let region = Memory(count: values.count).region
        region.assign(values)
        return region
      }
      let (x, w, dy) = (region(exact.x), region(exact.w), region(exact.dy))
      let (y, dx) = (Memory(count: g.outputCount).region, Memory(count: g.inputCount).region)
      let dw = Memory(count: g.weightCount).region
      backend.convolution(y, x, w, g)
      backend.convolutionInputGradient(dx, dy, w, g, .set)
      backend.convolutionWeightGradient(dw, ConvolutionInput(x), dy, g, .set)
      outputError = Self.error(of: y, exact.output)
      inputGradientError = Self.error(of: dx, exact.inputGradient)
      weightGradientError = Self.error(of: dw, exact.weightGradient)
    }

    private static func error(of result: Region, _ exact: (Int) -> Double) -> Double {
      var places = RandomStream(seed: 1, "places")
      var (squares, whole) = (0.0, 0.0)
      for _ in 0..<2_000 {
        let index = places.integer(below: result.count)
        let value = exact(index)
        squares += (Double(result[index]) - value) * (Double(result[index]) - value)
        whole += value * value
      }
      return (squares / whole).squareRoot()
    }
  }
}
