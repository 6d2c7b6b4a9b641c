import CArchive

/// Archives as another program writes them: by libarchive, in every form that is read.
public enum ArchiveWriter: String, CaseIterable, Sendable {
  case tar = ".tar"
  case gzip = ".tar.gz"
  case bzip2 = ".tar.bz2"
  case xz = ".tar.xz"
  case zip = ".zip"

  /// Packs some files, in the pax form with names of any length; zip archives are deflated.
  public func write(_ files: [(String, [UInt8])], to path: String) throws {
    guard let archive = unsafe archive_write_new() else { throw ProgramFailure(description: "no memory") }
    defer { _ = unsafe archive_write_free(archive) }
    _ = unsafe self == .zip ? archive_write_set_format_zip(archive) : archive_write_set_format_pax_restricted(archive)
    switch self {
    case .tar, .zip: break
    case .gzip: _ = unsafe archive_write_add_filter_gzip(archive)
    case .bzip2: _ = unsafe archive_write_add_filter_bzip2(archive)
    case .xz: _ = unsafe archive_write_add_filter_xz(archive)
    }
    var isWritten = unsafe archive_write_open_filename(archive, path) == ARCHIVE_OK
    for (name, content) in files {
      let entry = unsafe archive_entry_new()
      defer { unsafe archive_entry_free(entry) }
      unsafe archive_entry_set_pathname(entry, name)
      unsafe archive_entry_set_size(entry, Int64(content.count))
      unsafe archive_entry_set_filetype(entry, 0o100000)
      unsafe archive_entry_set_perm(entry, 0o644)
      // A warning says that the name's letters are unknown here; its bytes are written.
      isWritten = unsafe isWritten && archive_write_header(archive, entry) >= ARCHIVE_WARN
      isWritten = unsafe isWritten && archive_write_data(archive, content, content.count) == content.count
    }
    isWritten = unsafe archive_write_close(archive) == ARCHIVE_OK && isWritten
    if !isWritten { throw ProgramFailure(description: "libarchive cannot write '\(path)'") }
  }
}
