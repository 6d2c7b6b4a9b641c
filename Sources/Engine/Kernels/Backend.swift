import CKernels
import COpenBLAS
import Foundation

/// The machine as the engine sees it: an instruction set, a thread pool, and scratch memory for every thread.
///
/// Faces of the kernels are extensions of this type, one file per family. They check every count before a pointer is
/// made, and cut the work by shape.
public final class Backend: @unchecked Sendable {
  let table: ck_table
  /// The kernels of mixed precision, where it was asked for and the processor has them.
  let mixed: MixedKernels?
  /// Full precision by matrix tiles, where the processor has them.
  let split: SplitKernels?
  /// Winograd with operands of 16 bits, where that was asked for and there are no matrix tiles.
  let rounded: RoundedKernels?
  let pool: ThreadPool
  // One block a thread, grown between parallel regions by the thread that calls; never touched by two threads at once.
  private var scratch: [Memory]
  private var shared: Memory
  private var staging: [Memory]

  /// How convolutions multiply: what was asked for, or what this processor does instead.
  package var precision: Precision { rounded?.precision ?? (mixed == nil ? .fp32 : .mixed) }

  /// The name of the instruction set in use.
  package let instructionSet: String
  package var threads: Int { pool.threads }

  /// Instruction sets that this binary has and this processor can run, best first.
  package static var instructionSets: [String] { tables.map { $0.name } }

  private static var tables: [(name: String, table: ck_table)] {
    let tables = (0..<3).compactMap { index -> (name: String, table: ck_table)? in
      guard let pointer = ck_instruction_set(Int32(index)) else { return nil }
      let table = pointer.pointee
      return (String(cString: table.name), table)
    }
    // Matrix tiles are an addition to AVX-512, not a set of their own.
    guard let first = tables.first, first.name == "avx512", splitKernels != nil else { return tables }
    return [("amx", first.table)] + tables
  }

  private static var splitKernels: SplitKernels? {
    guard let winograd = ck_split_winograd(), let tiles = ck_split_tiles() else { return nil }
    return SplitKernels(winograd: winograd.pointee, tiles: tiles.pointee)
  }

  /// - Parameters:
  ///   - threads: number of threads; `nil` for what the machine allows this process.
  ///   - instructionSet: a name from `instructionSets`; `nil` for the best. Traps on an unknown name.
  ///   - precision: `mixed` and `fast` take effect with the sets `amx`, which does `mixed` for both, and `avx512`.
  public init(threads: Int? = nil, instructionSet: String? = nil, precision: Precision = .fp32) {
    let tables = Self.tables
    guard let chosen = tables.first(where: { instructionSet == nil || $0.name == instructionSet }) else {
      preconditionFailure("no instruction set \(instructionSet ?? "") among \(tables.map { $0.name })")
    }
    table = chosen.table
    self.instructionSet = chosen.name
    split = chosen.name == "amx" ? Self.splitKernels : nil
    mixed = precision == .fp32 ? nil : MixedKernels(instructionSet: chosen.name)
    rounded = chosen.name == "avx512" ? RoundedKernels(precision) : nil
    pool = ThreadPool(threads: threads ?? Self.availableThreads)
    scratch = (0..<pool.threads).map { _ in Memory(count: 0) }
    shared = Memory(count: 0)
    staging = Staging.allCases.map { _ in Memory(count: 0) }
    openblas_set_num_threads(1)  // the pool owns the threads; OpenBLAS is called from inside its regions
  }

  /// Processors this process may use: its affinity mask, cut by the control group's quota.
  package static var availableThreads: Int {
    let processors = max(1, ProcessInfo.processInfo.activeProcessorCount)
    guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else { return processors }
    let fields = text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    guard fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]), period > 0 else {
      return processors
    }
    return max(1, min(processors, Int((quota / period).rounded(.up))))
  }

  /// Runs `body` and remembers its parallel regions, to be run again without it.
  package func record(_ body: () -> Void) -> ThreadPool.Recording { pool.record(body) }
  package func run(_ recording: ThreadPool.Recording) { pool.run(recording) }

  /// Scratch of at least `count` floats for every thread. To be called before a parallel region, never inside one.
  func scratch(_ count: Int) -> [Region] {
    for index in scratch.indices where scratch[index].count < count { scratch[index] = Memory(count: count) }
    return scratch.map(\.region)
  }
  /// Scratch of at least `count` floats that all threads share.
  func sharedScratch(_ count: Int) -> Region {
    if shared.count < count { shared = Memory(count: count) }
    return shared.region
  }
  /// What a whole activation is kept for between two passes, apart from the scratch that the passes themselves use.
  package enum Staging: Int, CaseIterable {
    /// The gradient of a convolution's output, for a weight gradient that all threads work on.
    case convolutionGradient
    /// The gradient of the activation between the two convolutions of a residual branch.
    case innerGradient
    /// The gradient of a convolution's pooled output.
    case pooledGradient
  }
  package func stagingScratch(_ count: Int, for use: Staging) -> Region {
    if staging[use.rawValue].count < count { staging[use.rawValue] = Memory(count: count) }
    return staging[use.rawValue].region.part(0, count)
  }

  /// Bytes of scratch held by all threads together.
  package var scratchBytes: Int {
    4 * (scratch.reduce(0) { $0 + $1.count } + shared.count + staging.reduce(0) { $0 + $1.count })
  }
}

/// With which numbers convolutions multiply.
public enum Precision: String, Sendable, CaseIterable, Codable {
  /// 32-bit floating point throughout.
  case fp32
  /// Operands of convolutions rounded to bfloat16 (8 bits of precision), products summed in 32 bits; everything else,
  /// weights, statistics and gradients between operations included, is kept in 32 bits. The stem and other convolutions
  /// of fewer than 16 inputs stay in 32 bits; so do, with matrix tiles, outputs that do not fill them. Without matrix
  /// tiles, operands are those of Winograd F(4x2, 3x3) between pairs of panels of 16 channels, whose gradients of
  /// weights stay in 32 bits.
  case mixed
  /// Without matrix tiles, the same for F(4x4, 3x3) and for all gradients: faster, but errors are nearly twice as
  /// large.
  case fast
}

/// A table is constant data and functions: it may be used from any thread.
extension ck_table: @retroactive @unchecked Sendable {}
extension ck_winograd_table: @retroactive @unchecked Sendable {}
extension ck_tiles: @retroactive @unchecked Sendable {}
extension ck_winograd: @retroactive @unchecked Sendable {}
