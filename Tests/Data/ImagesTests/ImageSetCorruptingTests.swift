import Images
import Testing

@Suite struct ImageSetCorruptingTests {
  /// Three images 6 wide and 32 high, two with patterns and a black one.
  private let set: ImageSet = {
    let gradient = (0..<576).map { UInt8($0 / 4) }
    let steep = (0..<576).map { UInt8(($0 * 37) % 256) }
    return ImageSet(
      height: 32, width: 6, pixels: gradient + steep + [UInt8](repeating: 0, count: 576), labels: [0, 1, 0],
      classNames: ["a", "b"], names: ["x", "y", "z"],
      provenance: .init(summary: "made here", path: nil, isSynthetic: true))
  }()

  private func distance(_ other: ImageSet, image: Int) -> Int {
    (image * 576..<(image + 1) * 576).reduce(0) { $0 + abs(Int(set.pixels[$1]) - Int(other.pixels[$1])) }
  }

  @Test(arguments: Corruption.allCases) func severitiesGrowAndNothingElseChanges(kind: Corruption) throws {
    var changes: [Int] = []
    for severity in 1...5 {
      let damaged = try set.corrupted(by: kind, severity: severity, seed: 1)
      #expect(damaged.labels == set.labels && damaged.names == set.names && damaged.classNames == set.classNames)
      #expect(damaged.pixels.count == set.pixels.count)
      changes.append(distance(damaged, image: 0) + distance(damaged, image: 1))
    }
    // JPEG rounds: on two small pictures a little less quality may by chance hit better.
    let isSteady = zip(changes, changes.dropFirst()).allSatisfy { $0 < $1 }
    #expect(changes[0] > 0 && changes[4] > changes[0] && (isSteady || kind == .jpeg), "\(kind): \(changes)")
  }

  @Test(arguments: Corruption.allCases) func theSameSeedGivesTheSamePixels(kind: Corruption) throws {
    let first = try set.corrupted(by: kind, severity: 3, seed: 1)
    #expect(try first.pixels == set.corrupted(by: kind, severity: 3, seed: 1).pixels)
    let other = try set.corrupted(by: kind, severity: 3, seed: 2)
    #expect((first.pixels != other.pixels) == (kind == .noise))
  }

  @Test func noiseHasTheDeviationItSays() throws {
    let grey = ImageSet(
      height: 64, width: 64, pixels: [UInt8](repeating: 128, count: 64 * 64 * 3), labels: [0], classNames: ["a"],
      provenance: set.provenance)
    let noisy = try grey.corrupted(by: .noise, severity: 5, seed: 7).pixels.map { (Double($0) - 128) / 255 }
    let mean = noisy.reduce(0, +) / Double(noisy.count)
    let variance = noisy.reduce(0) { $0 + $1 * $1 } / Double(noisy.count)
    #expect(abs(mean) < 0.005 && abs(variance.squareRoot() - 0.1) < 0.003)
  }

  @Test func blurKeepsEvenAreasAndTheSum() throws {
    let even = ImageSet(
      height: 4, width: 4, pixels: [UInt8](repeating: 77, count: 48), labels: [0], classNames: ["a"],
      provenance: set.provenance)
    #expect(try even.corrupted(by: .blur, severity: 5, seed: 0).pixels == even.pixels)
    var dot = [UInt8](repeating: 0, count: 32 * 32 * 3)
    dot[(16 * 32 + 16) * 3] = 255
    let point = ImageSet(
      height: 32, width: 32, pixels: dot, labels: [0], classNames: ["a"], provenance: set.provenance)
    let blurred = try point.corrupted(by: .blur, severity: 5, seed: 0).pixels
    // A Gaussian of deviation 1: 1/(2π) of the light stays in the middle, alike on all sides.
    #expect(abs(Double(blurred[(16 * 32 + 16) * 3]) - 255 / 6.2832) <= 1)
    #expect(blurred[(16 * 32 + 15) * 3] == blurred[(16 * 32 + 17) * 3])
    #expect(blurred[(15 * 32 + 16) * 3] == blurred[(16 * 32 + 17) * 3])
    #expect(blurred[(16 * 32 + 16) * 3 + 1] == 0, "channels must not mix")
  }

  @Test func contrastShrinksTowardsTheMeanOfEachChannel() throws {
    let pair = ImageSet(
      height: 1, width: 2, pixels: [0, 100, 40, 200, 100, 60], labels: [0], classNames: ["a"],
      provenance: set.provenance)
    #expect(try pair.corrupted(by: .contrast, severity: 2, seed: 0).pixels == [50, 100, 45, 150, 100, 55])
  }

  @Test func brightnessRaisesTheLargestChannelAndKeepsTheHue() throws {
    let pixels = ImageSet(
      height: 1, width: 3, pixels: [100, 50, 0, 0, 0, 0, 250, 125, 0], labels: [0], classNames: ["a"],
      provenance: set.provenance)
    // 0.2 of 255 is 51.
    #expect(
      try pixels.corrupted(by: .brightness, severity: 4, seed: 0).pixels == [151, 76, 0, 51, 51, 51, 255, 128, 0])
  }

  @Test func jpegIsThatOfTheEncoder() throws {
    let damaged = try set.corrupted(by: .jpeg, severity: 5, seed: 0)
    let expected = try ImageDecoder.decode(set.image(1).encodeJPEG(quality: 40), name: "y")
    #expect(damaged.image(1).pixels == expected.pixels)
  }
}
