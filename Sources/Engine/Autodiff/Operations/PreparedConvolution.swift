import Kernels

/// What inference makes once of a normalised convolution's parameters: weights in the kernels' form, and the running
/// averages, γ and β folded into a scale and an offset per channel.
struct PreparedConvolution {
  private let geometry: ConvolutionGeometry
  private let weights: Region
  private let values: NormalizationValues

  /// Floats of the region.
  static func count(_ g: ConvolutionGeometry, _ backend: Backend) -> Int {
    NormalizationValues.count(g.outputs) + padded(backend.preparedWeightCount(g))
  }

  /// Of convolutions whose regions follow each other.
  static func preparation(_ geometries: [ConvolutionGeometry], _ backend: Backend) -> Preparation {
    Preparation(
      count: geometries.reduce(0) { $0 + count($1, backend) }, forms: geometries.map(backend.preparedWeightForm))
  }

  init(_ region: Region, _ geometry: ConvolutionGeometry, _ backend: Backend) {
    let count = NormalizationValues.count(geometry.outputs)
    self.geometry = geometry
    values = NormalizationValues(region.part(0, count), channels: geometry.outputs)
    weights = region.part(count, backend.preparedWeightCount(geometry))
  }

  func fill(
    _ w: Region, _ gamma: Region, _ beta: Region, _ settings: NormalizationSettings, _ c: ForwardContext
  ) {
    values.prepare(nil, rows: 1, gamma, beta, settings, c)
    c.backend.prepareWeights(weights, w, geometry)
  }

  func run(_ y: Region, _ x: Region, residual: Region?, rectified: Bool, _ backend: Backend) {
    backend.convolution(
      y, x, preparedWeights: weights, geometry,
      finish: ConvolutionFinish(scale: values.scale, offset: values.offset, residual: residual, rectified: rectified))
  }

  /// The same with a maximum pooling between convolution and normalisation.
  ///
  /// - Parameters:
  ///   - whole: room for the convolution's output.
  ///   - taps: room for as many floats as y.
  func run(
    _ y: Region, _ x: Region, whole: Region, taps: Region, side: Int, _ activation: Activation, _ backend: Backend
  ) {
    backend.convolution(whole, x, preparedWeights: weights, geometry)
    let windows = ConvolutionGeometry(
      images: geometry.images, height: geometry.outputHeight, width: geometry.outputWidth, inputs: geometry.outputs,
      outputs: geometry.outputs, kernel: side, stride: side)
    backend.maximumPool(y, tap: taps, whole, windows)
    backend.affine(y, y, scale: values.scale, offset: values.offset, activation)
  }
}
