import Serialization
import Support
import TestSupport
import Testing
import Training

struct RunFolderTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["run", "run/", "a/b/c", "./run//"]) func makesFolders(_ name: String) throws {
    let path = folder.file(name)
    _ = try RunFolder(creating: path)
    #expect(FileSystem.isFolder(path))
    #expect(FileSystem.folder(of: RunPaths.weights(path)) == FileSystem.folder(of: RunPaths.log(path)))
  }

  @Test(arguments: ["checkpoint.safetensors", "best.safetensors"])
  func aFolderWithARunIsRefused(_ file: String) throws {
    try folder.write("x", to: "run/\(file)")
    let failure = #expect(throws: TrainingFailure.folderHoldsRun(folder.file("run"))) {
      _ = try RunFolder(creating: folder.file("run"))
    }
    #expect(
      failure?.hint
        == "continue with --resume \(folder.file("run")), replace it with --overwrite, or choose another --output")
    #expect(failure?.status == .configuration)
    #expect(try FileSystem.names(in: folder.file("run")) == [file])
  }

  /// What was in the folder before the run's first file is no run.
  @Test func otherFilesDoNotMatter() throws {
    try folder.write("x", to: "run/notes.txt")
    try folder.write("{}", to: "run/config.json")
    _ = try RunFolder(creating: folder.file("run"))
  }

  /// That a run is going on is said before that it cannot be overwritten.
  @Test func aFolderInUseIsRefused() throws {
    let path = folder.file("run")
    let first = try RunFolder(creating: path)
    try folder.write("x", to: "run/checkpoint.safetensors")
    #expect(throws: FolderLockFailure.self) { _ = try RunFolder(creating: path) }
    #expect(throws: FolderLockFailure.self) { _ = try RunFolder(resuming: path) }
    #expect(first.path == path)
  }

  @Test func theLockEndsWithTheRun() throws {
    let path = folder.file("run")
    do { _ = try RunFolder(creating: path) }
    _ = try RunFolder(creating: path)
  }

  @Test func thereMustBeARunToResume() throws {
    #expect(throws: TrainingFailure.noRun(folder.file("none"))) { _ = try RunFolder(resuming: folder.file("none")) }
    try folder.write("{}", to: "begun it/config.json")
    let path = folder.file("begun it")
    let failure = #expect(throws: TrainingFailure.notBegun(path)) { _ = try RunFolder(resuming: path) }
    #expect(failure?.hint == "start it again with --config '\(path)/config.json' --output '\(path)'")
    #expect(failure?.status == .missingInput)
  }

  @Test func aFileInTheWayIsRefused() throws {
    let path = try folder.write("x", to: "file")
    #expect(throws: FileFailure.self) { _ = try RunFolder(creating: path) }
    #expect(throws: FileFailure.self) { _ = try RunFolder(creating: path + "/below") }
  }
}
