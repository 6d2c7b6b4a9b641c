import Foundation
import Support
import TestSupport
import Testing

struct FolderLockTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aFolderBelongsToOneOwner() throws {
    do {
      let lock = try FolderLock(folder: folder.path)
      let failure = #expect(throws: FolderLockFailure.self) { _ = try FolderLock(folder: folder.path) }
      let process = ProcessInfo.processInfo.processIdentifier
      #expect(failure == .inUse(folder: folder.path, process: process))
      #expect(failure?.message == "folder '\(folder.path)' is in use by process \(process)")
      #expect(failure?.hint == "wait until it ends, stop it with 'kill \(process)', or choose another folder")
      #expect(failure?.status == .cannotCreate)
      _ = consume lock
    }
    #expect(try folder.names() == [])
    _ = try FolderLock(folder: folder.path)
  }

  @Test func anotherProcessIsNamed() throws {
    try folder.write("", to: ".lock")
    let script = "exec 9<>.lock; flock -n 9; echo 4711 >&9; exec \"$@\""
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/bin/sh")
    holder.arguments = ["-c", script + "; cat", "sh", "cat"]
    holder.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let input = Pipe()
    holder.standardInput = input
    try holder.run()
    defer {
      holder.terminate()
      holder.waitUntilExit()
    }
    while try folder.text(".lock") != "4711\n" { usleep(5000) }
    #expect(throws: FolderLockFailure.inUse(folder: folder.path, process: 4711)) {
      _ = try FolderLock(folder: folder.path)
    }
  }

  @Test func aLockWhoseOwnerDiedIsFree() throws {
    try folder.write("99999\n", to: ".lock")
    let lock = try FolderLock(folder: folder.path)
    #expect(try folder.text(".lock") == "\(ProcessInfo.processInfo.processIdentifier)\n")
    _ = consume lock
  }

  @Test func aMissingFolderIsReported() {
    let failure = #expect(throws: FolderLockFailure.self) { _ = try FolderLock(folder: folder.file("none")) }
    #expect(failure?.status == .cannotCreate)
  }
}
