import Tensors

/// Filters that make the 2x2 patches of images uncorrelated and of equal variance (ZCA without the turn back): the
/// eigenvectors of the patches' second moments, each divided by the root of its eigenvalue, and their negatives.
package enum PatchWhitening {
  /// Side of a patch in pixels, and numbers in it.
  static let side = 2
  static let size = side * side * 3
  /// Added to the eigenvalues, so that directions with next to no variance are not blown up.
  private static let epsilon = 5e-4

  /// Weights [2, 2, 3, 24] from normalised images [N, H, W, 3] of at least 2x2 pixels; the directions of the largest
  /// variance first. Traps for other shapes.
  package static func filters(_ images: Tensor) -> [Float] {
    let (values, vectors) = SymmetricEigen.decompose(moments(images), size: size)
    var filters = [Float](repeating: 0, count: size * 2 * size)
    for (rank, vector) in values.indices.sorted(by: { values[$0] > values[$1] }).enumerated() {
      let length = (values[vector] + epsilon).squareRoot()
      // The sign of an eigenvector is arbitrary: the largest entry is made positive.
      let entries = (0..<size).map { vectors[$0 * size + vector] / length }
      let largest = entries.max { abs($0) < abs($1) } ?? 0
      for (place, entry) in entries.enumerated() {
        let value = Float(largest < 0 ? -entry : entry)
        filters[place * 2 * size + rank] = value
        filters[place * 2 * size + size + rank] = -value
      }
    }
    return filters
  }

  /// The mean of p pᵀ over all patches p, in the order of the weights: [12, 12]. Images are normalised, so that the
  /// mean of p is 0 and this the covariance. Summed in single precision over an image, in double over the images.
  package static func moments(_ images: Tensor) -> [Double] {
    let shape = images.shape
    precondition(shape.rank == 4 && shape[3] == 3 && shape[1] >= side && shape[2] >= side, "patches of \(shape)")
    let (height, width) = (shape[1], shape[2])
    let pixels = images.elements.span
    var totals = [Double](repeating: 0, count: size * size)
    for image in 0..<shape[0] {
      var sums = [SIMD16<Float>](repeating: .zero, count: size)
      for row in 0..<height - 1 {
        for column in 0..<width - 1 {
          let top = ((image * height + row) * width + column) * 3
          let bottom = top + width * 3
          var patch = SIMD16<Float>.zero
          for k in 0..<6 { (patch[k], patch[6 + k]) = (pixels[top + k], pixels[bottom + k]) }
          for k in 0..<size { sums[k] += patch[k] * patch }
        }
      }
      for k in 0..<size { for l in 0..<size { totals[k * size + l] += Double(sums[k][l]) } }
    }
    let count = Double(shape[0] * (height - 1) * (width - 1))
    return totals.map { $0 / count }
  }
}
