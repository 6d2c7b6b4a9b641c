import Foundation
import Synchronization

/// A block of 32-bit floats whose address never changes: 2 MiB-aligned when large, so that the kernel can use huge
/// pages.
///
/// This class owns raw memory and is shared between threads; that two of them do not write the same floats is the duty
/// of whoever cuts the work (the faces in this target). Nothing outside this target sees a pointer.
package final class Memory: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  package let count: Int

  // A count of events and no setting: nothing reads it to decide anything.
  private static let made = Atomic<Int>(0)
  /// Blocks made so far by this process: a training step makes none.
  package static var blocksMade: Int { made.load(ordering: .relaxed) }

  /// Takes `count` floats, all zero. Traps if the system has no memory left.
  package init(count: Int) {
    precondition(count >= 0, "memory for \(count) floats")
    Self.made.add(1, ordering: .relaxed)
    let bytes = max(64, count * MemoryLayout<Float>.stride)
    let alignment = bytes >= 1 << 21 ? 1 << 21 : 64
    var raw: UnsafeMutableRawPointer?
    let status = posix_memalign(&raw, alignment, bytes)
    guard status == 0, let raw = raw else { preconditionFailure("no memory for \(bytes) bytes") }
    if alignment > 64 { _ = madvise(raw, bytes, 14) }  // MADV_HUGEPAGE; a hint, its refusal changes nothing
    memset(raw, 0, bytes)
    base = raw.bindMemory(to: Float.self, capacity: max(1, count))
    self.count = count
  }

  deinit { free(base) }

  /// The whole block.
  package var region: Region { Region(self, offset: 0, count: count) }
}

/// A run of floats in a block of memory: what kernels read and write. Creating one checks its bounds.
package struct Region: Sendable {
  let memory: Memory
  let offset: Int
  package let count: Int

  /// Traps if the run does not lie in the memory.
  package init(_ memory: Memory, offset: Int, count: Int) {
    precondition(
      offset >= 0 && count >= 0 && offset <= memory.count - count, "\(count) floats at \(offset) of \(memory.count)")
    (self.memory, self.offset, self.count) = (memory, offset, count)
  }

  var pointer: UnsafeMutablePointer<Float> { memory.base + offset }

  /// Identifies the block of memory.
  package var owner: ObjectIdentifier { ObjectIdentifier(memory) }

  /// A part of this run. Traps if it reaches outside.
  package func part(_ start: Int, _ length: Int) -> Region {
    precondition(start >= 0 && length >= 0 && start <= count - length, "\(length) floats at \(start) of \(count)")
    return Region(memory, offset: offset + start, count: length)
  }

  /// Reads a copy of the floats.
  package func copy() -> [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Overwrites all floats. Traps if the counts differ.
  package func assign(_ values: [Float]) {
    precondition(values.count == count, "\(values.count) values for \(count) floats")
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { pointer.update(from: start, count: count) }
    }
  }

  /// Overwrites all floats with those of another run of the same count. Traps if the counts differ.
  package func assign(_ source: Region) {
    precondition(source.count == count, "\(source.count) values for \(count) floats")
    memmove(pointer, source.pointer, count * MemoryLayout<Float>.stride)
  }

  /// Overwrites all floats with one value.
  package func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

  package subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "float \(index) of \(count)")
      return pointer[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count, "float \(index) of \(count)")
      pointer[index] = newValue
    }
  }

  /// Gives the floats to `body` for reading, without a copy.
  package func read<Result>(_ body: (Span<Float>) -> Result) -> Result {
    body(Span(_unsafeStart: UnsafePointer(pointer), count: count))
  }

  /// Gives the floats to `body` for writing, without a copy.
  package func write(_ body: (inout MutableSpan<Float>) -> Void) {
    var span = MutableSpan(_unsafeStart: pointer, count: count)
    body(&span)
  }
}
