import CArchive
import Glibc
import Support

/// libarchive's calls on one archive; what of it is accepted is decided by `ArchiveReader`.
///
/// Formats and filters are named one by one, so that nothing else is recognised and no program is started.
@safe final class ArchiveHandle {
  struct Header {
    /// As it stands in the archive; bytes that are no UTF-8 are replaced. `nil` if longer than the limit.
    var name: String?
    var kind: Kind
    /// `nil` where the archive does not say.
    var bytes: Int?
    var isSparse: Bool
    var isEncrypted: Bool
  }
  enum Kind { case file, folder, link, other }
  enum Outcome { case header(Header), end, failed }

  private let archive: OpaquePointer
  /// What was wrong when the archive was opened: its form was not recognised, or its first block is damaged.
  private var openingFailure: String?
  /// Names in tar archives are taken as they are; those of zip archives are converted to UTF-8, which takes a locale.
  private let locale: locale_t?
  /// The content of a tar archive, and the failure that reading it met.
  private let source: DecompressedFile?
  private(set) var sourceFailure: ArchiveFailure?
  private let block: UnsafeMutableRawBufferPointer
  private var isInMember = false
  /// Where the current header, or the one that could not be read, stands in the archive. libarchive does not tell it
  /// after a fatal failure.
  private(set) var headerOffset = 0

  private init(_ source: DecompressedFile?, locale name: String, path: String) throws(ArchiveFailure) {
    guard let archive = unsafe archive_read_new() else {
      throw .file(.reading(path, code: ENOMEM))
    }
    unsafe self.archive = archive
    unsafe locale = newlocale(LC_CTYPE_MASK, name, nil)
    self.source = source
    let blockBytes = source == nil ? 0 : 1 << 18
    unsafe block = .allocate(byteCount: blockBytes, alignment: 64)
  }

  /// A tar archive.
  convenience init(tar source: DecompressedFile) throws(ArchiveFailure) {
    try self.init(source, locale: "C", path: source.path)
    _ = unsafe archive_read_support_format_tar(archive)
    // The archive keeps the pointer as long as this object keeps the archive.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    note(unsafe archive_read_open(archive, context, nil, Self.fill, nil))
  }

  /// A zip archive, read by the directory at its end.
  convenience init(zip descriptor: Int32, path: String) throws(ArchiveFailure) {
    try self.init(nil, locale: "C.UTF-8", path: path)
    _ = unsafe archive_read_support_format_zip_seekable(archive)
    note(unsafe archive_read_open_fd(archive, descriptor, 1 << 16))
  }

  /// The content of a compressed file, read by `read(into:)`.
  convenience init(decompressing descriptor: Int32, _ form: ArchiveForm, path: String) throws(ArchiveFailure) {
    try self.init(nil, locale: "C", path: path)
    let status =
      unsafe form == .xz
      ? archive_read_support_filter_xz(archive) : archive_read_support_filter_bzip2(archive)
    // A warning says that a program would have to be started.
    guard status == ARCHIVE_OK else {
      throw .file(.unreadable(path: path, reason: "this machine's libarchive does not decompress it"))
    }
    _ = unsafe archive_read_support_format_raw(archive)
    _ = unsafe archive_read_support_format_empty(archive)
    note(unsafe archive_read_open_fd(archive, descriptor, 1 << 16))
    var entry: OpaquePointer?
    if isOpen { _ = unsafe archive_read_next_header(archive, &entry) }
  }

  private func note(_ status: Int32) {
    if status != ARCHIVE_OK { openingFailure = words }
  }
  var isOpen: Bool { openingFailure == nil }

  deinit {
    _ = unsafe archive_read_free(archive)
    if let locale = unsafe locale { unsafe freelocale(locale) }
    unsafe block.deallocate()
  }

  /// The next header; what was not read of the current member is skipped.
  func next(nameLimit: Int) -> Outcome {
    if !isOpen { return .failed }
    if isInMember {
      isInMember = false
      let status = unsafe archive_read_data_skip(archive)
      if status == ARCHIVE_EOF || status == ARCHIVE_FATAL { return .failed }
    }
    headerOffset = unsafe Int(archive_filter_bytes(archive, 0))
    let previous = unsafe locale.map { unsafe uselocale($0) }
    defer { if let previous = unsafe previous { _ = unsafe uselocale(previous) } }
    var entry: OpaquePointer?
    let status = unsafe archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return .end }
    // A name that cannot be converted is kept as it is; any other warning is damage.
    let isAccepted = status == ARCHIVE_OK || status == ARCHIVE_WARN && message.contains("converted")
    guard isAccepted, let entry = unsafe entry else { return .failed }
    isInMember = true
    let name = unsafe archive_entry_pathname(entry)
    let length = unsafe name.map { unsafe strnlen($0, nameLimit + 1) } ?? 0
    let kind: Kind =
      if unsafe archive_entry_hardlink(entry) != nil {
        .link
      } else {
        switch unsafe archive_entry_filetype(entry) {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
      }
    return unsafe .header(
      Header(
        name: length > nameLimit ? nil : name.map { unsafe String(cString: $0) } ?? "", kind: kind,
        bytes: archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : nil,
        isSparse: archive_entry_sparse_count(entry) > 0, isEncrypted: archive_entry_is_encrypted(entry) != 0))
  }

  /// Bytes of the current member. Returns their number, 0 at its end, less for a failure.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    isOpen ? unsafe archive_read_data(archive, target.baseAddress, target.count) : Int(ARCHIVE_FATAL)
  }

  /// The same into an array from `start` on.
  func read(into buffer: inout [UInt8], from start: Int) -> Int {
    unsafe buffer.withUnsafeMutableBytes { unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...])) }
  }

  /// Reads a tar archive's file on to its end, so that its checksum is compared, too.
  func drainSource() throws(ArchiveFailure) {
    guard let source else { return }
    while try unsafe source.read(into: block) > 0 {}
  }

  /// What libarchive says of the last failure.
  var message: String { openingFailure ?? words }

  private var words: String {
    let words = unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "damaged archive"
    let startsWithWord = words.dropFirst().first?.isLowercase == true
    return startsWithWord ? words.prefix(1).lowercased() + words.dropFirst() : words
  }

  /// The failure that ended the decompression of a file.
  func decompressionFailure(path: String, fileSize: Int) -> ArchiveFailure {
    let detail = message.replacing("Lzma library error: ", with: "").trimmingPrefix(" ")
    // In liblzma's words the end of the input is "no progress is possible".
    if detail.contains("truncated") || detail.contains("No progress") {
      return .truncated(path: path, offset: fileSize)
    }
    return .corrupt(path: path, offset: unsafe Int(archive_filter_bytes(archive, -1)), detail: String(detail))
  }

  private typealias Callback =
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int

  private static let fill: Callback = { _, context, target in
    guard let context = unsafe context, let target = unsafe target else { return Int(ARCHIVE_FATAL) }
    let handle = unsafe Unmanaged<ArchiveHandle>.fromOpaque(context).takeUnretainedValue()
    guard let source = handle.source else { return 0 }
    do throws(ArchiveFailure) {
      unsafe target.pointee = UnsafeRawPointer(handle.block.baseAddress)
      return try unsafe source.read(into: handle.block)
    } catch {
      handle.sourceFailure = error
      return Int(ARCHIVE_FATAL)
    }
  }
}
