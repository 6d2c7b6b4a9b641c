import Datasets
import Testing

/// Mixing of a batch, held against its definition.
struct MixingTests {
  private static let (count, side) = (6, 8)
  /// Image i is filled with i, so that a pixel tells where it comes from.
  private static let images = (0..<count).flatMap { [Float](repeating: Float($0), count: side * side * 3) }

  private func mix(_ mixing: Mixing, seed: UInt64 = 1, batch: Int = 0) -> (images: [Float], Mixing.Outcome) {
    var images = [Float](repeating: .nan, count: Self.images.count)
    var span = images.mutableSpan
    let outcome = mixing.mix(
      Self.images, into: &span, count: Self.count, height: Self.side, width: Self.side, seed: seed, epoch: 2,
      batch: batch)
    return (images, outcome)
  }

  @Test func mixupBlendsEveryPixelByTheShare() {
    for batch in 0..<20 {
      let (images, outcome) = mix(Mixing(mixup: 0.4), batch: batch)
      #expect((0.5...1).contains(outcome.kept) && outcome.partners.sorted() == Array(0..<Self.count))
      for (image, partner) in outcome.partners.enumerated() {
        let expected = outcome.kept * Float(image) + (1 - outcome.kept) * Float(partner)
        let found = images[image * Self.side * Self.side * 3..<(image + 1) * Self.side * Self.side * 3]
        #expect(found.allSatisfy { abs($0 - expected) < 1e-5 })
      }
    }
  }

  @Test func cutmixTakesTheShareOfPixelsThatTheLabelsSay() {
    var shares: Set<Float> = []
    for batch in 0..<40 {
      let (images, outcome) = mix(Mixing(cutmix: 1), batch: batch)
      shares.insert(outcome.kept)
      for (image, partner) in outcome.partners.enumerated() where image != partner {
        let found = images[image * Self.side * Self.side * 3..<(image + 1) * Self.side * Self.side * 3]
        let own = found.count { $0 == Float(image) }
        #expect(Float(own) / Float(found.count) == outcome.kept)
        #expect(found.allSatisfy { $0 == Float(image) || $0 == Float(partner) })
      }
    }
    #expect(shares.count > 10)
  }

  @Test func bothTakeTurns() {
    let kinds = Set(
      (0..<20).map { batch in
        let images = mix(Mixing(mixup: 1, cutmix: 1), batch: batch).images
        return images.allSatisfy { $0 == $0.rounded() }
      })
    #expect(kinds == [true, false])
  }

  @Test func theOutcomeIsAFunctionOfSeedEpochAndBatch() {
    let mixing = Mixing(mixup: 0.3, cutmix: 0.7)
    #expect(mix(mixing) == mix(mixing))
    #expect(mix(mixing).1 != mix(mixing, batch: 1).1 && mix(mixing).1 != mix(mixing, seed: 2).1)
  }
}
