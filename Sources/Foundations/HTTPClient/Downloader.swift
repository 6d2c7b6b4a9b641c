import Foundation
import Support

/// Gets a file from the network: with progress, continued where an earlier attempt stopped, and checked by its md5.
///
/// Bytes collect in `NAME.part` beside the destination; the destination itself appears whole and checked, or not at
/// all. What an interrupted attempt left is continued by the next, if the server can; else the transfer starts over.
package struct Downloader: Sendable {
  package struct Progress: Sendable, Equatable {
    /// Bytes there so far, those of earlier attempts included.
    package var received: Int
    /// `nil` while the server has not said.
    package var total: Int?
    /// Bytes that earlier attempts had got.
    package var resumedFrom: Int
  }
  package enum Outcome: Sendable, Equatable {
    case downloaded(bytes: Int)
    /// The file was there before, with the right checksum.
    case alreadyThere
  }

  package var address: String
  package var path: String
  /// Hexadecimal; `nil` if none is known.
  package var md5: String?
  package var timeouts = Transfer.Timeouts()

  package init(address: String, path: String, md5: String?) {
    (self.address, self.path, self.md5) = (address, path, md5)
  }

  private var partPath: String { path + ".part" }

  /// Does it.
  ///
  /// - Parameter progress: called some times a second; the answer `false` stops, and keeps what has come.
  /// - Throws: `DownloadFailure`. The destination is untouched then.
  package func run(progress: @escaping (Progress) -> Bool = { _ in true }) throws(DownloadFailure) -> Outcome {
    if FileSystem.exists(path) {
      guard let md5, try digest(path) == md5 else { throw .exists(path: path) }
      return .alreadyThere
    }
    try wrapping { () throws(FileFailure) in try FileSystem.createFolder(FileSystem.folder(of: path)) }
    // Once from where an earlier attempt stopped; once more from the start if that cannot be continued.
    for isLast in [false, true] {
      if try attempt(isLast: isLast, progress) { break }
      try wrapping { () throws(FileFailure) in try FileSystem.removeFile(partPath) }
    }
    do {
      try FileManager.default.moveItem(atPath: partPath, toPath: path)
    } catch {
      throw .file(.cannotCreate(path: path, reason: "\(partPath) cannot be renamed"))
    }
    return .downloaded(bytes: try wrapping { () throws(FileFailure) in try FileSystem.size(of: path) })
  }

  /// One transfer. Returns false if it has to start over from nothing.
  private func attempt(isLast: Bool, _ progress: @escaping (Progress) -> Bool) throws(DownloadFailure) -> Bool {
    let file: OpenFile
    do { file = try OpenFile(path: partPath, mode: .append) } catch { throw .file(error) }
    guard file.tryLock() else { throw .busy(path: partPath) }
    let start = file.size
    let transfer = Transfer.run(address, into: file, from: start, timeouts: timeouts) { received, total in
      progress(Progress(received: start + received, total: total.map { start + $0 }, resumedFrom: start))
    }
    let there = start + transfer.received
    // Nothing worth continuing must not stay behind.
    if there == 0 { try wrapping { () throws(FileFailure) in try FileSystem.removeFile(partPath) } }
    switch transfer.outcome {
    case .complete: return try check(start: start, transfer)
    case .cannotResume where start > 0: return false
    case .cannotWrite(let failure): throw .file(failure)
    case .cancelled: throw .cancelled(path: path, received: there)
    case .badAddress: throw .badAddress(address: address, detail: transfer.detail)
    case .httpError: throw .http(address: address, status: transfer.httpStatus)
    case .unreachable: throw .unreachable(address: address, detail: transfer.detail)
    case .broken, .cannotResume: throw .interrupted(address: address, received: there, detail: transfer.detail)
    }
  }

  /// Whether what came is right; false if it is wrong and an earlier attempt may be to blame.
  private func check(start: Int, _ transfer: Transfer) throws(DownloadFailure) -> Bool {
    let rangeNotSatisfiable = 416  // the part has all the bytes, or more
    if start + transfer.received == 0 { throw .interrupted(address: address, received: 0, detail: "the file is empty") }
    guard let md5 else { return start == 0 || transfer.httpStatus != rangeNotSatisfiable }
    let found = try digest(partPath)
    if found == md5.lowercased() { return true }
    if start > 0 { return false }
    try wrapping { () throws(FileFailure) in try FileSystem.removeFile(partPath) }
    throw .checksum(address: address, expected: md5, found: found)
  }

  private func digest(_ path: String) throws(DownloadFailure) -> String {
    do { return try Digest.md5(ofFile: path).hex } catch { throw .digest(error) }
  }

  private func wrapping<Value>(_ body: () throws(FileFailure) -> Value) throws(DownloadFailure) -> Value {
    do { return try body() } catch { throw .file(error) }
  }
}

/// A file that could not be got from the network.
package enum DownloadFailure: Failure, Equatable {
  case badAddress(address: String, detail: String)
  case unreachable(address: String, detail: String)
  case http(address: String, status: Int)
  case interrupted(address: String, received: Int, detail: String)
  case cancelled(path: String, received: Int)
  case checksum(address: String, expected: String, found: String)
  case exists(path: String)
  /// Another process is downloading the same file.
  case busy(path: String)
  case file(FileFailure)
  case digest(DigestFailure)

  package var message: String {
    switch self {
    case .badAddress(let address, let detail): "\(address): not an address of a file: \(detail)"
    case .unreachable(let address, let detail): "\(address): no connection: \(detail)"
    case .http(let address, let status): "\(address): the server answers with HTTP status \(status)"
    case .interrupted(let address, let received, let detail):
      "\(address): the transfer broke off after \(received) bytes: \(detail)"
    case .cancelled(let path, let received): "'\(path)': the download was stopped after \(received) bytes"
    case .checksum(let address, let expected, let found): "\(address): md5: expected \(expected), found \(found)"
    case .exists(let path): "'\(path)': another file of this name is there"
    case .busy(let path): "'\(path)': another download of this file is running"
    case .file(let failure): failure.message
    case .digest(let failure): failure.message
    }
  }
  package var hint: String? {
    switch self {
    case .badAddress: "an address looks like https://host/folder/file"
    case .unreachable: "check the network, or name another source with --mirror"
    case .http: "check the address, or name another source with --mirror"
    case .interrupted, .cancelled: "the same command continues where it stopped"
    case .checksum: "nothing was kept; try again, or another source with --mirror"
    case .exists: "move it away, or choose another folder"
    case .busy: "wait for it, or stop it"
    case .file(let failure): failure.hint
    case .digest(let failure): failure.hint
    }
  }
  package var status: ExitStatus {
    switch self {
    case .badAddress: .usage
    case .unreachable, .http, .interrupted: .unavailable
    case .cancelled: .interrupted
    case .checksum: .malformedInput
    case .exists, .busy: .cannotCreate
    case .file(let failure): failure.status
    case .digest(let failure): failure.status
    }
  }
}
