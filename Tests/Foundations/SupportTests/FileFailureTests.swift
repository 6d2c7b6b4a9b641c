import Glibc
import Support
import TestSupport
import Testing

struct FileFailureTests {
  @Test(arguments: [
    (
      FileFailure.reading("f", code: ENOENT), "cannot read 'f': no such file or folder", Support.ExitStatus.missingInput
    ),
    (.reading("f", code: ENOTDIR), "cannot read 'f': no such file or folder", .missingInput),
    (.reading("f", code: EACCES), "cannot read 'f': permission denied", .missingInput),
    (.reading("f", code: EISDIR), "'f': expected a file, found a folder", .missingInput),
    (.reading("f", code: EIO), "cannot read 'f': input/output error", .inputOutput),
    (.isNotFolder(path: "f"), "'f': expected a folder, found a file", .missingInput),
    (.tooLarge(path: "f", limit: 1_000_000), "'f': expected at most 1.00 MB, found more", .malformedInput),
    (.notText(path: "f", offset: 7), "'f': expected UTF-8 text, found other bytes at offset 7", .malformedInput),
    (.creating("f", code: EACCES), "cannot create 'f': permission denied", .cannotCreate),
    (.creating("f", code: EROFS), "cannot create 'f': read-only file system", .cannotCreate),
    (.creating("f", code: ENOSPC), "cannot write 'f': no space left on device", .inputOutput),
    (.writing("f", code: ENOSPC), "cannot write 'f': no space left on device", .inputOutput),
    (.writing("f", code: EDQUOT), "cannot write 'f': disk quota exceeded", .inputOutput),
    (.writing("f", code: EFBIG), "cannot write 'f': file too large", .inputOutput),
    (.writing("f", code: EPIPE), "cannot write 'f': broken pipe", .inputOutput),
  ])
  func systemErrorsBecomeWordsAndStatuses(failure: FileFailure, message: String, status: Support.ExitStatus) {
    #expect(failure.message == message)
    #expect(failure.status == status)
    #expect(failure.hint != nil)
  }

  @Test func aMistypedNameIsSuggested() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("x", to: "best.safetensors")
    #expect(FileFailure.missing(path: folder.file("bets.safetensor")).hint == "did you mean '\(path)'?")
    #expect(FileFailure.missing(path: folder.file("other")).hint == "check the path")
    #expect(FileFailure.missing(path: "/no/such/folder/file").hint == "check the path")
  }

  @Test func theTemporaryNameIsNeverShown() {
    let failures: [FileFailure] = [
      .missing(path: "t"), .unreadable(path: "t", reason: "r"), .isFolder(path: "t"), .isNotFolder(path: "t"),
      .tooLarge(path: "t", limit: 1), .notText(path: "t", offset: 1), .cannotCreate(path: "t", reason: "r"),
      .diskFull(path: "t", reason: "r"), .inputOutput(path: "t", action: "write", reason: "r"),
    ]
    for failure in failures {
      let renamed = failure.naming("file")
      #expect(renamed.message == failure.message.replacing("'t'", with: "'file'"))
      #expect(renamed.status == failure.status)
    }
  }
}
