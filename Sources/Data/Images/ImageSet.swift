import Foundation
import Support

/// Labelled images of one size, in memory: 8-bit RGB, [N, H, W, 3].
///
/// Whatever the source (CIFAR archive, folder, list, synthetic), this is what the rest of the program sees.
public struct ImageSet: Sendable {
  public let height: Int
  public let width: Int
  /// [N, H, W, 3], row-major.
  public var pixels: [UInt8]
  /// Class index of each image, an index into `classNames`.
  public var labels: [Int]
  public let classNames: [String]
  /// File name of each image, or `nil` where images have none (CIFAR binary records).
  public var names: [String]?
  public package(set) var provenance: Provenance

  /// Where images come from, in words and bytes.
  public struct Provenance: Sendable, Codable, Equatable {
    /// Such as "CIFAR-100 (binary), classes bicycle and motorcycle".
    public var summary: String
    /// The path as the user gave it; `nil` for built-in data.
    public var path: String?
    /// True for images drawn by this program. Said wherever a figure from them is shown.
    public var isSynthetic: Bool
    /// Images that were left out because they cannot be read; `nil` for none.
    public package(set) var unreadable: [UnreadableImage]?
    public init(summary: String, path: String?, isSynthetic: Bool) {
      (self.summary, self.path, self.isSynthetic) = (summary, path, isSynthetic)
    }

    /// The summary with the place: "CIFAR-10 (binary) in data/cifar-10.tar.gz".
    package var description: String {
      guard let path else { return summary }
      return summary + (summary.contains(",") ? ", in " : " in ") + path
    }

    /// What titles call the images: the name of the folder or archive, or the first words of the summary.
    package var name: String {
      guard let path else { return String(summary.prefix { $0 != "," }) }
      let last = FileSystem.name(of: path)
      return [".", ".."].contains(last) ? URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent : last
    }
  }

  /// More classes than this cannot be loaded again, so that no run begins with them.
  package static let mostClasses = 4096

  public var count: Int { labels.count }
  public var bytesPerImage: Int { height * width * 3 }

  /// Traps if the counts do not agree or a label is outside the classes.
  public init(
    height: Int, width: Int, pixels: [UInt8], labels: [Int], classNames: [String], names: [String]? = nil,
    provenance: Provenance
  ) {
    precondition(pixels.count == labels.count * height * width * 3, "\(pixels.count) bytes for \(labels.count) images")
    precondition(labels.allSatisfy { classNames.indices.contains($0) }, "label outside \(classNames.count) classes")
    precondition(names.map { $0.count == labels.count } ?? true, "names for every image or for none")
    (self.height, self.width, self.pixels, self.labels) = (height, width, pixels, labels)
    (self.classNames, self.names, self.provenance) = (classNames, names, provenance)
  }
}
