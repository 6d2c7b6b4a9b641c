/// The two CIFAR data sets in their binary versions.
///
/// A file is a row of records without a header: the label bytes, then 1024 red, 1024 green, 1024 blue bytes, each plane
/// row by row. CIFAR-10 has one label byte; CIFAR-100 has two, coarse then fine.
/// Source: A. Krizhevsky, www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
package enum CIFARVersion: String, Sendable, Codable, CaseIterable {
  case cifar10, cifar100

  /// Height and width of every image.
  package static let imageSize = 32
  static let pixelsPerImage = imageSize * imageSize * 3

  /// "CIFAR-10" or "CIFAR-100".
  package var title: String { self == .cifar10 ? "CIFAR-10" : "CIFAR-100" }
  /// The folder inside the official archive.
  package var folderName: String { self == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary" }
  /// The official archive's file name.
  package var archiveName: String { self == .cifar10 ? "cifar-10-binary.tar.gz" : "cifar-100-binary.tar.gz" }

  var labelBytes: Int { self == .cifar10 ? 1 : 2 }
  /// 3073 or 3074.
  package var recordBytes: Int { labelBytes + Self.pixelsPerImage }
  var testFile: String { self == .cifar10 ? "test_batch.bin" : "test.bin" }
  func namesFile(_ level: LabelLevel) -> String {
    switch (self, level) {
    case (.cifar10, _): "batches.meta.txt"
    case (.cifar100, .fine): "fine_label_names.txt"
    case (.cifar100, .coarse): "coarse_label_names.txt"
    }
  }
  /// The levels of labels in a record, in the order of their bytes.
  var levels: [LabelLevel] { self == .cifar10 ? [.fine] : [.coarse, .fine] }

  /// The training file's place among its like (1 to 5 for `data_batch_1.bin` to `data_batch_5.bin`, any number is
  /// accepted), or `nil` if the name is not a training file's.
  func trainingOrder(of name: String) -> Int? {
    switch self {
    case .cifar100: return name == "train.bin" ? 1 : nil
    case .cifar10:
      guard name.hasPrefix("data_batch_"), name.hasSuffix(".bin") else { return nil }
      let digits = name.dropFirst("data_batch_".count).dropLast(".bin".count)
      guard (1...4).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      return Int(digits)
    }
  }

  func isData(_ name: String) -> Bool { name == testFile || trainingOrder(of: name) != nil }
  func isNames(_ name: String) -> Bool { levels.contains { namesFile($0) == name } }

  /// The version that has data files of this name.
  static func recognised(byFile name: String) -> CIFARVersion? { [.cifar100, .cifar10].first { $0.isData(name) } }

  /// The official class names in label order.
  package func standardNames(_ level: LabelLevel) -> [String] {
    switch (self, level) {
    case (.cifar10, _): CIFARNames.ten
    case (.cifar100, .fine): CIFARNames.fine
    case (.cifar100, .coarse): CIFARNames.coarse
    }
  }
}
