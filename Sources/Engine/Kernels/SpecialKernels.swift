import CKernels

/// Kernels that multiply 32-bit numbers by matrix tiles, each number in three parts.
struct SplitKernels: Sendable {
  let winograd: ck_winograd_table
  let tiles: ck_tiles
}

/// Kernels of mixed precision: matrix tiles, or AVX-512's registers where there are no tiles.
struct MixedKernels: Sendable {
  let kernels: ck_tiles
  private let areTiles: Bool

  /// `nil` where the instruction set or the processor has no products of 16-bit numbers.
  init?(instructionSet: String) {
    areTiles = instructionSet == "amx"
    let found = areTiles ? ck_matrix_tiles() : instructionSet == "avx512" ? ck_rounded_direct() : nil
    guard let found else { return nil }
    kernels = found.pointee
  }

  func serve(_ geometry: ConvolutionGeometry) -> Bool {
    areTiles ? geometry.suitsTiles : geometry.suitsRoundedTaps
  }

  /// Whether a convolution goes through matrix tiles.
  func serveByTiles(_ geometry: ConvolutionGeometry) -> Bool { areTiles && geometry.suitsTiles }

  /// Whether the gradient of the weights takes two images at once: a group should have an even number of them.
  var pairsImages: Bool { !areTiles }
}

/// Winograd's passes with operands of 16 bits, by AVX-512.
struct RoundedKernels: Sendable {
  let precision: Precision
  let winograd: ck_winograd_table
  /// For the gradients of weights; `nil`: these stay in 32 bits.
  let gradient: ck_winograd_table?

  /// `nil` where the processor has no such instructions, or 32 bits are wanted.
  init?(_ precision: Precision) {
    guard precision != .fp32, let mixed = ck_rounded_winograd_4x2(), let fast = ck_rounded_winograd_4x4() else {
      return nil
    }
    self.precision = precision
    winograd = precision == .fast ? fast.pointee : mixed.pointee
    gradient = precision == .fast ? fast.pointee : nil
  }
}
