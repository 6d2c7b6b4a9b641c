import Foundation
import Support

/// How much memory the pixels of one data set may take.
package enum MemoryLimit {
  /// Half of what the machine has: more would not leave room to work with them.
  static let bytes = Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)

  /// - Throws: `DataSourceFailure.tooLarge` if this many images of this size do not fit.
  package static func check(images: Int, size: Int, source: String) throws(DataSourceFailure) {
    let (needed, overflows) = images.multipliedReportingOverflow(by: size * size * 3)
    guard !overflows && needed <= bytes else {
      throw .tooLarge(source: source, images: images, size: size, limit: bytes)
    }
  }
}
