import Auditing
import Kernels
import Tensors
import Testing

@Suite struct NeighbourSearchTests {
  /// Random descriptors around a few centres, so that some pairs are alike.
  static func descriptors(_ count: Int) -> [[Float]] {
    let length = OrientationHistogram.length
    return (0..<count).map { index in
      var (centre, own) = (RandomStream(seed: 1, "centre", index % 7), RandomStream(seed: 1, "own", index))
      let values = (0..<length).map { _ in centre.normal() + (index % 3 == 0 ? 0.4 : 2) * own.normal() }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / norm }
    }
  }

  static func search(_ descriptors: [[Float]], threads: Int) -> (
    pairs: [NeighbourSearch.Candidate], neighbourCorrelations: [Float]
  ) {
    var pairs: [NeighbourSearch.Candidate] = []
    let neighbourCorrelations = NeighbourSearch(descriptors, backend: Backend(threads: threads)).run(
      found: { pairs += $0 }, progress: { _ in })
    return (pairs, neighbourCorrelations)
  }

  /// More images than a block of rows has, so that the seams are tested.
  @Test func agreesWithComparingAllPairs() {
    let all = Self.descriptors(1100)
    let mirrored = all.map(OrientationHistogram.mirrored)
    func product(_ one: [Float], _ two: [Float]) -> Float { OrientationHistogramTests.product(one, two) }
    let (pairs, neighbourCorrelations) = Self.search(all, threads: 2)
    let found = Set(pairs.map { "\($0.first) \($0.second) \($0.isMirrored)" })
    #expect(found.count == pairs.count && pairs.allSatisfy { $0.first < $0.second } && pairs.count > 100)
    for image in [0, 3, 500, 1023, 1024, 1099] {
      let others = (0..<1100).filter { $0 != image }
      let falling = others.map { product(all[image], all[$0]) }.sorted(by: >)
      #expect(abs(neighbourCorrelations[image] - falling[4]) < 1e-4)
      for other in others where other > image {
        for (isMirrored, value) in [
          (false, product(all[image], all[other])), (true, product(all[image], mirrored[other])),
        ] where abs(value - NeighbourSearch.candidateBar) > 1e-4 {
          #expect(found.contains("\(image) \(other) \(isMirrored)") == (value > NeighbourSearch.candidateBar))
        }
      }
    }
  }

  @Test func threadsDoNotMatter() {
    let all = Self.descriptors(50)
    let (one, three) = (Self.search(all, threads: 1), Self.search(all, threads: 3))
    #expect(one.pairs == three.pairs && one.neighbourCorrelations == three.neighbourCorrelations)
  }

  @Test func fewImages() {
    #expect(Self.search([], threads: 2).neighbourCorrelations.isEmpty)
    #expect(Self.search(Self.descriptors(1), threads: 2).neighbourCorrelations == [0])
    let two = Self.descriptors(2)
    let neighbourCorrelations = Self.search(two, threads: 2).neighbourCorrelations
    #expect(neighbourCorrelations.allSatisfy { abs($0 - OrientationHistogramTests.product(two[0], two[1])) < 1e-5 })
  }
}
