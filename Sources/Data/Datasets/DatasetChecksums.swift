import Support

/// The official CIFAR archives and what tells them from others.
///
/// Checksums of archives: www.cs.toronto.edu/~kriz/cifar.html; of CIFAR-100's members: several independent loaders.
package enum DatasetChecksums {
  /// Where the official archives are.
  package static let officialBase = "https://www.cs.toronto.edu/~kriz/"

  /// Where an official archive is: on its own site, or below the address of a mirror.
  package static func address(of version: CIFARVersion, mirror: String? = nil) -> String {
    let base = mirror ?? officialBase
    return (base.hasSuffix("/") ? base : base + "/") + version.archiveName
  }

  package static func archiveMD5(_ version: CIFARVersion) -> String {
    version == .cifar10 ? "c32a1d4ab5d03f1284b67883e8d87530" : "03b5dce01913d631647c71ecec9e9cb8"
  }
  /// The official archive's size in bytes.
  package static func archiveBytes(_ version: CIFARVersion) -> Int {
    version == .cifar10 ? 170_052_171 : 168_513_733
  }
  /// Of an unpacked data file; known for CIFAR-100 only.
  static func memberMD5(_ name: String, _ version: CIFARVersion) -> String? {
    switch (version, name) {
    case (.cifar100, "train.bin"): "6172c7755cfe09b2fe270c85cebc1b15"
    case (.cifar100, "test.bin"): "4499cfba6c016c1be1438163640a0898"
    default: nil
    }
  }
  /// Records in an official data file.
  static func records(_ name: String, _ version: CIFARVersion) -> Int {
    version == .cifar100 && name == "train.bin" ? 50_000 : 10_000
  }
  static func files(_ version: CIFARVersion) -> [String] {
    version == .cifar100 ? ["train.bin", "test.bin"] : (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
  }

  /// Reads a CIFAR archive or folder to the last byte and says whether it is whole and whether it is the official one.
  ///
  /// - Parameter path: the archive, the folder, or a folder that holds either under its usual name.
  /// - Throws: the failure of the first damage found: gzip, tar, partial record, label out of range.
  package static func verify(path: String) throws -> VerificationReport {
    let source = try DataSource.open(path: path)
    guard case .cifar(let archive) = source.content else {
      throw CIFARFailure.notCIFAR(
        path: path, found: source.kind == .synthetic ? "built-in synthetic images" : "image files",
        hint: "`cifar-data info` decodes and counts them")
    }
    let content = try archive.read()
    let classes = content.names.mapValues(\.count)
    var files: [VerificationReport.File] = []
    for file in content.files {
      var perClass = [Int](repeating: 0, count: classes[.fine] ?? 0)
      for label in try file.records.labels(.fine, classes: classes) { perClass[label] += 1 }
      let md5 = archive.isFolder ? try Digest.md5(ofFile: FileSystem.path(archive.path, file.name)).hex : nil
      files.append(
        .init(
          name: file.name, records: file.records.count, officialRecords: records(file.name, archive.version),
          perClass: perClass, md5: md5, officialMD5: memberMD5(file.name, archive.version)))
    }
    return VerificationReport(
      path: archive.path, version: archive.version, classNames: content.names[.fine] ?? [],
      files: files, missingFiles: Self.files(archive.version).filter { name in !files.contains { $0.name == name } },
      md5: archive.isFolder ? nil : try Digest.md5(ofFile: archive.path).hex,
      officialMD5: archive.isFolder ? nil : archiveMD5(archive.version), isSynthetic: content.isSynthetic)
  }
}

/// What `cifar-data verify` found; the structure was sound, or there would be a failure instead.
package struct VerificationReport: Sendable, Codable, Equatable {
  package struct File: Sendable, Codable, Equatable {
    package var name: String
    package var records: Int
    /// How many records the official file of this name has.
    package var officialRecords: Int
    /// Images of each (fine) class, in label order.
    package var perClass: [Int]
    /// `nil` for members of an archive, which its own checksum covers.
    package var md5: String?
    package var officialMD5: String?

    package init(
      name: String, records: Int, officialRecords: Int, perClass: [Int], md5: String?, officialMD5: String?
    ) {
      (self.name, self.records, self.officialRecords) = (name, records, officialRecords)
      (self.perClass, self.md5, self.officialMD5) = (perClass, md5, officialMD5)
    }
  }
  package enum Verdict: String, Sendable, Codable {
    /// Every checksum is the official one.
    case official
    /// Sound and as long as the official one, where no official checksum is known to compare with.
    case complete
    /// Sound, but fewer or more records than the official one.
    case otherLength
    /// Sound and of the official length, but a checksum differs.
    case differs
  }

  package var path: String
  package var version: CIFARVersion
  package var classNames: [String]
  package var files: [File]
  /// Official data files that are not there.
  package var missingFiles: [String]
  /// Of the archive; `nil` for a folder.
  package var md5: String?
  package var officialMD5: String?
  /// Whether the marker of drawn images lies beside the records.
  package var isSynthetic: Bool

  package init(
    path: String, version: CIFARVersion, classNames: [String], files: [File], missingFiles: [String], md5: String?,
    officialMD5: String?, isSynthetic: Bool = false
  ) {
    self.isSynthetic = isSynthetic
    (self.path, self.version, self.classNames, self.files) = (path, version, classNames, files)
    (self.missingFiles, self.md5, self.officialMD5) = (missingFiles, md5, officialMD5)
  }

  package var verdict: Verdict {
    if let md5, md5 == officialMD5 { return .official }
    guard missingFiles.isEmpty, files.allSatisfy({ $0.records == $0.officialRecords }) else { return .otherLength }
    if md5 != nil { return .differs }
    let known = files.filter { $0.officialMD5 != nil }
    if known.contains(where: { $0.md5 != $0.officialMD5 }) { return .differs }
    return known.count == files.count ? .official : .complete
  }

  /// One line in plain English.
  package var summary: String {
    let records = files.reduce(0) { $0 + $1.records }
    if isSynthetic {
      return "sound, but synthetic: \(records) images in \(files.count) files, drawn by a program, not \(version.title)"
    }
    return switch verdict {
    case .official: "the official \(version.title) archive: every checksum agrees"
    case .complete: "sound and complete; no official checksums are known for the unpacked files"
    case .otherLength:
      "sound, but not the official archive: \(records) images in \(files.count) files (a shorter sample, or own data)"
    case .differs: "sound and of full length, but not the official archive: the checksums differ"
    }
  }
}
