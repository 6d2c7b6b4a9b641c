import Datasets
import Kernels
import Parallel
import Support

/// Finds images that occur more than once: identical pixels by their digest, near duplicates by their edges and then
/// pixel by pixel.
package struct DuplicateFinder {
  /// What was found.
  package struct Result {
    /// For each image the first image of its group; an image that is alone is its own group.
    package let leaders: [Int]
    /// Groups of two or more: those with contradicting labels first, then those across splits, then by position.
    package let groups: [DuplicateGroup]
    /// Per image the correlation with its n-th nearest neighbour (see `NeighbourSearch`).
    package let neighbourCorrelations: [Float]
  }

  /// How an image came into its group.
  private struct Match {
    var similarity: Double
    var isMirrored: Bool
  }

  private let images: AuditedImages
  private let backend: Backend
  private let contrasts: [Bool]

  /// - Parameter isFlat: per image, whether it shows nothing: flat images are compared for identical pixels only.
  package init(_ images: AuditedImages, isFlat: [Bool], backend: Backend) {
    precondition(isFlat.count == images.count, "\(isFlat.count) answers for \(images.count) images")
    (self.images, self.backend) = (images, backend)
    contrasts = isFlat.map { !$0 }
  }

  /// - Parameter progress: told the images compared so far; may throw to stop.
  package func run(progress: (Int) throws -> Void) throws -> Result {
    var joining = Joining(count: images.count)
    var matches = [Match](repeating: Match(similarity: 1, isMirrored: false), count: images.count)
    let digests = try joinIdentical(&joining)
    let descriptors = describe()
    let search = NeighbourSearch(descriptors, backend: backend)
    let neighbourCorrelations = try search.run(
      found: { verify($0, &joining, &matches) }, progress: progress)
    return Result(
      leaders: (0..<images.count).map { joining.leader($0) }, groups: groups(&joining, matches, digests),
      neighbourCorrelations: neighbourCorrelations)
  }

  private func joinIdentical(_ joining: inout Joining) throws(DigestFailure) -> [[UInt8]] {
    let set = images.set
    let bytes = set.bytesPerImage
    var firsts: [[UInt8]: Int] = [:]
    var digests: [[UInt8]] = []
    digests.reserveCapacity(set.count)
    for index in 0..<set.count {
      let digest = try Digest.sha256(of: Array(set.pixels[index * bytes..<(index + 1) * bytes])).bytes
      digests.append(digest)
      if let first = firsts[digest] { joining.join(first, index) } else { firsts[digest] = index }
    }
    return digests
  }

  private func describe() -> [[Float]] {
    let set = images.set
    let contrasts = contrasts
    return Parallel.map(set.count) { image in
      guard contrasts[image] else { return [Float](repeating: 0, count: OrientationHistogram.length) }
      let plane = Luminance.plane(set.pixels.span, image: image, height: set.height, width: set.width)
      return OrientationHistogram.describe(plane.span, height: set.height, width: set.width)
    }
  }

  /// How many pairs are compared at once. After each turn pairs whose images have meanwhile come into one group are
  /// passed over: a thousand frames of one film are joined by about a thousand comparisons, not by half a million.
  private static let turn = 2048

  private func verify(
    _ candidates: [NeighbourSearch.Candidate], _ joining: inout Joining, _ matches: inout [Match]
  ) {
    for start in stride(from: 0, to: candidates.count, by: Self.turn) {
      let open = candidates[start..<min(start + Self.turn, candidates.count)].filter {
        joining.leader($0.first) != joining.leader($0.second)
      }
      for (candidate, similarity) in zip(open, compare(open)) where similarity.isSamePicture {
        guard joining.join(candidate.first, candidate.second) else { continue }
        // The later one came to the earlier, unless it has come to another one before.
        let value = min(1, Double(similarity.gradient))
        let newcomer = matches[candidate.second].similarity == 1 ? candidate.second : candidate.first
        matches[newcomer] = Match(similarity: value, isMirrored: candidate.isMirrored)
      }
    }
  }

  private func compare(_ candidates: [NeighbourSearch.Candidate]) -> [PictureComparison.Similarity] {
    let set = images.set
    return Parallel.map(candidates.count, threads: backend.threads) { index in
      let candidate = candidates[index]
      let one = Luminance.plane(set.pixels.span, image: candidate.first, height: set.height, width: set.width)
      var two = Luminance.plane(set.pixels.span, image: candidate.second, height: set.height, width: set.width)
      if candidate.isMirrored { two = Luminance.mirrored(two, height: set.height, width: set.width) }
      return PictureComparison.compare(
        .init(one, height: set.height, width: set.width), .init(two, height: set.height, width: set.width))
    }
  }

  private func groups(_ joining: inout Joining, _ matches: [Match], _ digests: [[UInt8]]) -> [DuplicateGroup] {
    var members: [Int: [Int]] = [:]
    for index in 0..<images.count { members[joining.leader(index), default: []].append(index) }
    let groups = members.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { leader, positions in
      let labels = Set(positions.map { images.set.labels[$0] }).sorted()
      return DuplicateGroup(
        positions.map {
          .init(
            image: images.reference($0), similarity: matches[$0].similarity, isMirrored: matches[$0].isMirrored)
        },
        isExact: positions.allSatisfy { digests[$0] == digests[leader] },
        classNames: labels.map { images.set.classNames[$0] })
    }
    func rank(_ group: DuplicateGroup) -> Int { (group.hasLabelConflict ? 0 : 2) + (group.leaks ? 0 : 1) }
    // Sorting is not stable by promise, so the place breaks ties.
    return groups.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
  }
}
