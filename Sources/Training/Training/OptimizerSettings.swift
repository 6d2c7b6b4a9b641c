import Optimizers

/// The parts of a configuration file that say how weights move. What is left out keeps its default.
struct OptimizerSettings: Decodable {
  let momentum: Float?
  let nesterov: Bool?
  let weightDecay: Float?
  let decaysBiases: Bool?
  let decaysNormalization: Bool?
  let clipNorm: Float?
  let biasRate: Float?
  let normalizationRate: Float?
  let earlyEpochs: Int?

  private enum CodingKeys: String, CodingKey {
    case momentum, nesterov, weightDecay, decaysBiases, decaysNormalization, clipNorm, biasRate, normalizationRate
    case earlyEpochs
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    momentum = try values.decodeIfPresent(Float.self, forKey: .momentum)
    nesterov = try values.decodeIfPresent(Bool.self, forKey: .nesterov)
    weightDecay = try values.decodeIfPresent(Float.self, forKey: .weightDecay)
    decaysBiases = try values.decodeIfPresent(Bool.self, forKey: .decaysBiases)
    decaysNormalization = try values.decodeIfPresent(Bool.self, forKey: .decaysNormalization)
    clipNorm = try values.decodeIfPresent(Float.self, forKey: .clipNorm)
    biasRate = try values.decodeIfPresent(Float.self, forKey: .biasRate)
    normalizationRate = try values.decodeIfPresent(Float.self, forKey: .normalizationRate)
    earlyEpochs = try values.wholeNumberIfPresent(forKey: .earlyEpochs)
  }

  func apply(to result: inout SGD.Configuration) {
    momentum.map { result.momentum = $0 }
    nesterov.map { result.nesterov = $0 }
    weightDecay.map { result.weightDecay = $0 }
    decaysBiases.map { result.decaysBiases = $0 }
    decaysNormalization.map { result.decaysNormalization = $0 }
    result.clipNorm = clipNorm
    (result.biasRate, result.normalizationRate, result.earlyEpochs) = (biasRate, normalizationRate, earlyEpochs)
  }
}

struct MuonSettings: Decodable {
  let rate: Float?
  let momentum: Float?

  var configuration: Muon.Configuration {
    var result = Muon.Configuration()
    rate.map { result.rate = $0 }
    momentum.map { result.momentum = $0 }
    return result
  }
}

struct LookaheadSettings: Decodable {
  let interval: Int?
  let decay: Float?

  private enum CodingKeys: String, CodingKey { case interval, decay }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    interval = try values.wholeNumberIfPresent(forKey: .interval)
    decay = try values.decodeIfPresent(Float.self, forKey: .decay)
  }

  var configuration: Lookahead.Configuration {
    var result = Lookahead.Configuration()
    interval.map { result.interval = $0 }
    decay.map { result.decay = $0 }
    return result
  }
}

struct TriangleSettings: Decodable {
  let start: Float?
  let end: Float?
  let rise: Double?

  var triangle: Schedule.Triangle {
    var result = Schedule.Triangle()
    start.map { result.start = $0 }
    end.map { result.end = $0 }
    rise.map { result.rise = $0 }
    return result
  }
}
