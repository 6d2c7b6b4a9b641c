import Kernels
import Parallel

/// Compares every descriptor with every other one: pairs that are alike, and how alike each one's neighbours are.
///
/// All correlations are products of descriptors, computed in blocks as matrix products: for 50,000 images 2.5 thousand
/// million correlations twice (as they are, and mirrored), which take seconds, and no candidate is missed as it would
/// be by hashing.
package struct NeighbourSearch {
  /// Two images, the first before the second, that may show the same picture.
  package struct Candidate: Sendable, Equatable {
    package let first: Int
    package let second: Int
    /// Whether one is like the mirror image of the other.
    package let isMirrored: Bool
  }

  /// The neighbour whose correlation an image is judged by: the distance to the fifth does not depend on a single
  /// twin.
  package static let neighbours = 5
  /// Correlation of descriptors from which a pair is looked at pixel by pixel. Of pairs of different CIFAR-10 images
  /// one in 10,000 gets there; of copies shifted by two pixels in both directions, 99 of 100 do, of others nearly all.
  package static let candidateBar: Float = 0.72

  private let descriptors: Region
  private let mirrored: Region
  private let count: Int
  private let backend: Backend
  private static let (blockRows, blockColumns) = (1024, 4096)

  /// - Parameter descriptors: [count, OrientationHistogram.length]
  package init(_ descriptors: [[Float]], backend: Backend) {
    let length = OrientationHistogram.length
    (count, self.backend) = (descriptors.count, backend)
    self.descriptors = Memory(count: descriptors.count * length).region
    mirrored = Memory(count: descriptors.count * length).region
    for (index, descriptor) in descriptors.enumerated() {
      self.descriptors.part(index * length, length).assign(descriptor)
      mirrored.part(index * length, length).assign(OrientationHistogram.mirrored(descriptor))
    }
  }

  /// Goes through all pairs.
  ///
  /// - Parameters:
  ///   - found: told the candidates of every block, in an order that does not depend on threads.
  ///   - progress: told the number of images whose neighbours are known; may throw to stop.
  /// - Returns: for each image, the correlation with its n-th nearest neighbour, n being `neighbours` or all others
  ///     where
  ///   there are fewer; 0 for an image that is alone.
  package func run(
    found: ([Candidate]) -> Void, progress: (Int) throws -> Void
  ) rethrows -> [Float] {
    let length = OrientationHistogram.length
    let products = Memory(count: Self.blockRows * min(Self.blockColumns, max(count, 1))).region
    let kept = min(Self.neighbours, max(count - 1, 0))
    var neighbourCorrelations = [Float](repeating: 0, count: count)
    for start in stride(from: 0, to: count, by: Self.blockRows) {
      let rows = start..<min(start + Self.blockRows, count)
      var nearest = [Float](repeating: -1, count: rows.count * kept)
      for first in stride(from: 0, to: count, by: Self.blockColumns) {
        let columns = first..<min(first + Self.blockColumns, count)
        let left = descriptors.part(start * length, rows.count * length)
        for isMirrored in [false, true] where !isMirrored || columns.upperBound > start {
          let right = (isMirrored ? mirrored : descriptors).part(first * length, columns.count * length)
          backend.multiply(
            products, left, right, rows: rows.count, columns: columns.count, inner: length, transposeB: true)
          let candidates = scan(products, rows, columns, isMirrored: isMirrored, kept: kept, nearest: &nearest)
          if !candidates.isEmpty { found(candidates) }
        }
      }
      if kept > 0 { for row in 0..<rows.count { neighbourCorrelations[start + row] = nearest[row * kept + kept - 1] } }
      try progress(rows.upperBound)
    }
    return neighbourCorrelations
  }

  /// Reads a block of products, [rows, columns]: one stripe of rows a thread, each row by itself.
  private func scan(
    _ products: Region, _ rows: Range<Int>, _ columns: Range<Int>, isMirrored: Bool, kept: Int, nearest: inout [Float]
  ) -> [Candidate] {
    let stripes = min(backend.threads, rows.count)
    let before = nearest
    let parts = Parallel.map(stripes, threads: backend.threads) { stripe in
      let part = rows.count * stripe / stripes..<rows.count * (stripe + 1) / stripes
      var best = Array(before[part.lowerBound * kept..<part.upperBound * kept])
      var candidates: [Candidate] = []
      products.read { span in
        for row in part {
          let line = span.extracting(row * columns.count..<(row + 1) * columns.count)
          let image = rows.lowerBound + row
          let slot = (row - part.lowerBound) * kept
          Self.scan(line, image, columns.lowerBound, isMirrored: isMirrored, &candidates)
          if kept > 0, !isMirrored { Self.rank(line, image, columns.lowerBound, &best, slot, kept) }
        }
      }
      return (nearest: best, candidates: candidates)
    }
    nearest = parts.flatMap(\.nearest)
    return parts.flatMap(\.candidates)
  }

  private static func scan(
    _ line: Span<Float>, _ image: Int, _ firstColumn: Int, isMirrored: Bool, _ candidates: inout [Candidate]
  ) {
    for column in max(0, image + 1 - firstColumn)..<max(line.count, image + 1 - firstColumn)
    where column < line.count && line[column] >= candidateBar {
      candidates.append(Candidate(first: image, second: firstColumn + column, isMirrored: isMirrored))
    }
  }

  /// Keeps the largest correlations of an image with others, falling, in `kept` places from `slot`.
  private static func rank(
    _ line: Span<Float>, _ image: Int, _ firstColumn: Int, _ best: inout [Float], _ slot: Int, _ kept: Int
  ) {
    let last = slot + kept - 1
    var bar = best[last]
    for column in 0..<line.count where line[column] > bar && firstColumn + column != image {
      var place = last
      while place > slot, best[place - 1] < line[column] {
        best[place] = best[place - 1]
        place -= 1
      }
      best[place] = line[column]
      bar = best[last]
    }
  }
}
