import Auditing
import Datasets
import Images
import Kernels
import Testing

@Suite struct OutlierFinderTests {
  static func find(_ images: [Image]) throws -> [Outlier] {
    let all = AuditedImages([(.train, Planting.set(images))])
    let finder = OutlierFinder(all.set)
    let company = try DuplicateFinder(all, isFlat: finder.isFlat, backend: Backend(threads: 2)).run { _ in }.company
    return finder.find(in: all, company: company)
  }

  /// Pictures of one kind: a few drawings under many slight changes.
  static let alike = (0..<80).map { index in
    Planting.pictures(1)[0].mapped { place, level in level * 0.9 + Double((place * (index + 3)) % 23) }
  }

  @Test func plantedOutliersAreFound() throws {
    let grey = Image(width: 32, height: 32, colour: .init(red: 120, green: 120, blue: 120))
    let faint = Self.alike[5].mapped { _, level in 120 + 0.02 * (level - 120) }
    let bright = Self.alike[6].mapped { _, level in 215 + level * 0.15 }
    let dark = Self.alike[7].mapped { _, level in level * 0.2 }
    let noise = Self.alike[8].mapped { place, _ in Double((place &* 2_654_435_761) >> 8 & 255) }
    let found = try Self.find(Self.alike + [grey, faint, bright, dark, noise])
    func reason(_ index: Int) -> Outlier.Reason? { found.first { $0.image.index == index }?.reason }
    #expect(reason(80) == .flat && reason(81) == .flat)
    #expect([.bright, .lowContrast].contains(reason(82)) && [.dark, .lowContrast].contains(reason(83)))
    #expect(reason(84) != nil)
    #expect(found.prefix(2).allSatisfy { $0.reason == .flat && $0.score == nil })
    #expect(found.count { $0.image.index < 80 } <= 2)
    let scores = found.compactMap(\.score).map(abs)
    #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 > 3.5 })
    #expect(Set(found.map(\.image.index)).count == found.count)
  }

  @Test func aStrangerIsFarFromAll() throws {
    let stranger = Planting.pictures(3)[2].moved(dx: 9, dy: -9).mapped { place, level in
      place % 96 < 48 ? level : 255 - level
    }
    let found = try Self.find(Self.alike + [stranger])
    #expect(found.contains { $0.image.index == 80 && $0.reason == .far })
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
