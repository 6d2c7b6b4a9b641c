import Auditing
import Datasets
import Images
import Kernels
import Testing

@Suite struct OutlierFinderTests {
  static func find(_ images: [Image]) throws -> [Outlier] {
    let all = AuditedImages([(.train, Planting.set(images))])
    let finder = OutlierFinder(all.set)
    let neighbourCorrelations = try DuplicateFinder(all, isFlat: finder.isFlat, backend: Backend(threads: 2)).run { _ in
    }.neighbourCorrelations
    return finder.find(in: all, neighbourCorrelations: neighbourCorrelations)
  }

  /// Stripes of one direction, different enough from each other to have a spread, alike enough to have neighbours.
  static let alike = Planting.stripes(60)

  @Test func plantedOutliersAreFound() throws {
    let grey = Image(width: 32, height: 32, colour: .init(red: 120, green: 120, blue: 120))
    let nearlyGrey = Self.alike[5].mapped { _, level in 120 + 0.02 * (level - 120) }
    let bright = Self.alike[6].mapped { _, level in 235 + level * 0.07 }
    let dark = Self.alike[7].mapped { _, level in level * 0.1 }
    let found = try Self.find(Self.alike + [grey, nearlyGrey, bright, dark])
    func reason(_ index: Int) -> Outlier.Reason? { found.first { $0.image.index == index }?.reason }
    #expect(reason(60) == .flat && reason(61) == .flat && found[0].score == nil && found[1].score == nil)
    #expect(reason(62) == .bright && reason(63) == .dark, "\(found)")
    #expect(found.count { $0.image.index < 60 } <= 6, "\(found)")
    let scores = found.compactMap(\.score).map(abs)
    #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 > 3.5 })
    #expect(Set(found.map(\.image.index)).count == found.count)
  }

  @Test func aStrangerIsFarFromAll() throws {
    let found = try Self.find(Self.alike + Planting.pictures(1))
    #expect(found.contains { $0.image.index == 60 && $0.reason == .far }, "\(found)")
  }

  @Test func meansAndDeviationsAreShares() {
    let half = Image(
      width: 32, height: 32, pixels: (0..<1024).flatMap { [UInt8](repeating: $0 < 512 ? 0 : 255, count: 3) })
    let finder = OutlierFinder(Planting.set([half, Image(width: 32, height: 32, colour: .white)]))
    #expect(abs(finder.means[0] - 0.5) < 1e-4 && abs(finder.deviations[0] - 0.5) < 1e-4)
    #expect(abs(finder.means[1] - 1) < 1e-4 && finder.deviations[1] < 1e-3 && finder.isFlat == [false, true])
  }

  @Test func fewImagesAreNotCompared() throws {
    #expect(try Self.find(Planting.pictures(5)).isEmpty && Self.find([]).isEmpty)
  }
}
