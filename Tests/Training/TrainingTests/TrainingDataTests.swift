import Images
import Datasets
import Support
import TestSupport
import Testing
import Training

struct TrainingDataTests {
  @Test func splitsAndMeasuresTheTrainingImagesAlone() throws {
    let images = TrainingBench.images(40)
    let data = try TrainingData(images, validation: 0.25, seed: 5)
    #expect(data.train.count == 30 && data.validation.count == 10)
    #expect(Set(data.train).isDisjoint(with: data.validation))
    let exact = ChannelStatistics(of: images, indices: data.train)
    // Rounded to what a weights file holds.
    #expect(data.statistics.mean == exact.mean.map { Double(Float($0)) })
    #expect(data.statistics.deviation == exact.deviation.map { Double(Float($0)) })
    #expect(data.statistics != ChannelStatistics(of: images))
  }

  @Test func withoutValidationAllImagesAreTrainedOn() throws {
    let data = try TrainingData(TrainingBench.images(12), validation: 0, seed: 5)
    #expect(data.train == Array(0..<12) && data.validation.isEmpty)
  }

  @Test func theDigestKnowsPixelsLabelsNamesAndSplit() throws {
    let images = TrainingBench.images(12)
    func digest(_ set: ImageSet, seed: UInt64 = 1) throws -> String {
      try TrainingData(set, validation: 0.5, seed: seed).digest()
    }
    let whole = try digest(images)
    #expect(try digest(images) == whole)
    #expect(try digest(images, seed: 2) != whole)
    var changed = images
    changed.pixels[0] ^= 1
    #expect(try digest(changed) != whole)
    changed = images
    changed.labels.swapAt(0, 1)
    #expect(try digest(changed) != whole)
    let renamed = ImageSet(
      height: images.height, width: images.width, pixels: images.pixels, labels: images.labels,
      classNames: ["bicycle", "moped"], provenance: images.provenance)
    #expect(try digest(renamed) != whole)
  }

  /// One channel without variation is possible; its deviation is stored as 1, since files hold none of 0.
  @Test func aConstantChannelIsPossible() throws {
    var images = TrainingBench.images(8)
    for index in images.pixels.indices where index % 3 == 2 { images.pixels[index] = 7 }
    let data = try TrainingData(images, validation: 0, seed: 1)
    #expect(data.statistics.deviation[2] == 1 && data.statistics.deviation[0] != 1)
  }

  @Test func imagesWithoutVariationAreRefused() {
    var images = TrainingBench.images(8)
    for index in images.pixels.indices { images.pixels[index] = 7 }
    #expect(throws: TrainingFailure.noVariation) { try TrainingData(images, validation: 0, seed: 1) }
  }

  @Test func oneClassIsRefused() {
    let images = ImageSet(
      height: 1, width: 1, pixels: [1, 2, 3], labels: [0], classNames: ["only"],
      provenance: .init(summary: "test", path: nil, isSynthetic: true))
    let failure = #expect(throws: TrainingFailure.tooFewClasses(["only"])) {
      try TrainingData(images, validation: 0, seed: 1)
    }
    #expect(failure?.message == "training needs at least 2 classes, the data have 1 (only)")
  }

  @Test(arguments: [0, 0.5]) func noImagesAreRefused(_ validation: Double) {
    let images = ImageSet(
      height: 8, width: 8, pixels: [], labels: [], classNames: ["a", "b"],
      provenance: .init(summary: "nothing", path: nil, isSynthetic: true))
    #expect(throws: TrainingFailure.noImages("nothing")) { try TrainingData(images, validation: validation, seed: 1) }
  }
}
