import Support
import TestSupport
import Testing

struct FileSystemTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func foldersAreCreatedWithTheirParents() throws {
    let path = folder.file("a/b/c")
    try FileSystem.createFolder(path)
    try FileSystem.createFolder(path)
    #expect(FileSystem.isFolder(path) && !FileSystem.isFile(path) && FileSystem.exists(path))
    try FileSystem.createFolder(folder.file("d/"))
    #expect(FileSystem.isFolder(folder.file("d")))
  }

  @Test func aFolderInPlaceOfAFileIsRefused() throws {
    let path = try folder.write("x", to: "file")
    #expect(throws: FileFailure.cannotCreate(path: path, reason: "a file of that name exists")) {
      try FileSystem.createFolder(path)
    }
    #expect(throws: FileFailure.self) { try FileSystem.createFolder(path + "/below") }
  }

  @Test func namesAreSortedByTheirBytes() throws {
    for name in ["b", "a10", "a9", "Z", "é"] { try folder.write("", to: name) }
    #expect(try FileSystem.names(in: folder.path) == ["Z", "a10", "a9", "b", "é"])
    #expect(throws: FileFailure.missing(path: folder.file("none"))) { try FileSystem.names(in: folder.file("none")) }
    #expect(throws: FileFailure.isNotFolder(path: folder.file("b"))) { try FileSystem.names(in: folder.file("b")) }
  }

  @Test(arguments: [
    ("a/b.txt", "a", "b.txt"), ("b.txt", ".", "b.txt"), ("/b", "/", "b"), ("a/b/", "a", "b"), ("a//b", "a", "b"),
    ("a", ".", "a"), ("", ".", ""), ("/", "/", "/"), ("//", "/", "/"), ("../a", "..", "a"),
  ])
  func pathsAreTakenApart(path: String, parent: String, name: String) {
    #expect(FileSystem.folder(of: path) == parent)
    #expect(FileSystem.name(of: path) == name)
  }

  @Test func pathsArePutTogether() {
    #expect(FileSystem.path("a", "b") == "a/b")
    #expect(FileSystem.path("a/", "b") == "a/b")
    #expect(FileSystem.path("/", "b") == "/b")
  }

  @Test func removingIsFineWithoutAFile() throws {
    let path = try folder.write("x", to: "file")
    try FileSystem.removeFile(path)
    try FileSystem.removeFile(path)
    #expect(!FileSystem.exists(path))
    #expect(throws: FileFailure.self) { try FileSystem.removeFile(folder.path) }
  }
}
