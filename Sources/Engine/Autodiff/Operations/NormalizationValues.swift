import Kernels

/// The seven values per channel that a batch normalisation keeps from forward to backward, and how they are made.
struct NormalizationValues {
  let mean: Region
  let inverse: Region
  let scale: Region
  let offset: Region
  /// The factors of dx = onGradient g + onInput x + constant.
  let gradient: ChannelGradient
  private let onGradient: Region
  private let onInput: Region
  private let constant: Region

  static func count(_ channels: Int) -> Int { 7 * padded(channels) }

  init(_ region: Region, channels: Int) {
    func part(_ index: Int) -> Region { region.part(index * padded(channels), channels) }
    (mean, inverse, scale, offset) = (part(0), part(1), part(2), part(3))
    (onGradient, onInput, constant) = (part(4), part(5), part(6))
    gradient = ChannelGradient(onGradient: onGradient, onInput: onInput, constant: constant)
  }

  /// Folds statistics, γ and β into scale and offset. With the batch's moments the running averages move; without
  /// (`nil`) they are what is folded.
  func prepare(
    _ moments: (mean: [Double], variance: [Double])?, rows: Int, _ gamma: Region, _ beta: Region,
    _ settings: NormalizationSettings, _ c: ForwardContext
  ) {
    let (runningMean, runningVariance) = (c.state(settings.runningMean), c.state(settings.runningVariance))
    let unbiased = rows > 1 ? Double(rows) / Double(rows - 1) : 1
    for channel in 0..<mean.count {
      let average = moments?.mean[channel] ?? Double(runningMean[channel])
      let variance = moments?.variance[channel] ?? Double(runningVariance[channel])
      if moments != nil {
        runningMean[channel] += settings.momentum * (Float(average) - runningMean[channel])
        runningVariance[channel] += settings.momentum * (Float(variance * unbiased) - runningVariance[channel])
      }
      let inverse = 1 / (variance + Double(settings.epsilon)).squareRoot()
      let factor = Double(gamma[channel]) * inverse
      mean[channel] = Float(average)
      self.inverse[channel] = Float(inverse)
      scale[channel] = Float(factor)
      offset[channel] = Float(Double(beta[channel]) - factor * average)
    }
  }

  /// The normalisation that only adds an offset: mean 0, deviation 1, scale 1, and the gradient passes as it is.
  func shift(by offset: Region) {
    for (region, value) in [
      (mean, 0), (inverse, 1), (scale, 1), (onGradient, 1), (onInput, 0), (constant, 0),
    ] as [(Region, Float)] { region.fill(value) }
    self.offset.assign(offset)
  }

  func affine(_ activation: Activation, addsResidual: Bool = false) -> ChannelAffine {
    let gate: ChannelAffine.Gate =
      switch activation {
      case .identity: .open
      case .rectifier: addsResidual ? .byOutput : .byInput
      case .gelu: .gelu
      }
    return ChannelAffine(scale: scale, offset: offset, gate: gate)
  }

  /// With g = dy masked, n rows: dβ = Σ g; dγ = Σ g x̂; dx = γ/σ (g − Σ g / n − x̂ Σ g x̂ / n), x̂ = (x − μ)/σ.
  func differentiate(
    _ sums: (sum: [Double], product: [Double]), rows: Int, scale gamma: Region, dscale: Gradient?, doffset: Gradient?
  ) {
    for channel in 0..<mean.count {
      let (average, inverse) = (Double(mean[channel]), Double(self.inverse[channel]))
      Self.put(Float(sums.product[channel] * inverse), dscale, channel)
      Self.put(Float(sums.sum[channel]), doffset, channel)
      let factor = Double(gamma[channel]) * inverse
      let slope = -factor * inverse * inverse * sums.product[channel] / Double(rows)
      onGradient[channel] = Float(factor)
      onInput[channel] = Float(slope)
      constant[channel] = Float(-factor * sums.sum[channel] / Double(rows) - slope * average)
    }
  }

  private static func put(_ value: Float, _ gradient: Gradient?, _ channel: Int) {
    guard let gradient else { return }
    gradient.region[channel] = gradient.writing == .add ? gradient.region[channel] + value : value
  }
}
