import Support
import TestSupport
import Testing

@Suite struct DataVerifyTests {
  @Test func tellsAShorterSample() throws {
    let folder = try TemporaryFolder()
    let file = DataFixture.hundred([(18, 8), (18, 48), (18, 8)])
    try folder.write(file, to: "set/train.bin")
    let result = try cifarData("verify", "set", folder: folder)
    let md5 = try Digest.md5(of: file).hex
    #expect(
      result.output == """
        set, in the form of CIFAR-100

        file        images  official   classes  md5                               checksum
        ---------  -------  --------  --------  --------------------------------  --------------------
        train.bin        3    50,000  2 of 100  \(md5)  not the official one
        test.bin   missing

        sound, but not the official archive: 3 images in 1 files (a shorter sample, or own data)

        """)
    #expect(result.status == 0 && result.errorOutput == "")
    let json = try JSONObject(cifarData("verify", "set", "--json", folder: folder).output)
    #expect(json.text("verdict") == "otherLength" && json.text("version") == "cifar100")
    #expect(json.texts("missingFiles") == ["test.bin"] && json.flag("isSynthetic") == false)
    #expect(json.objects("files").map { $0["records"] as? Int } == [3])
    #expect(json.objects("files").map { $0["md5"] as? String } == [md5])
    #expect(json.text("summary").map { result.output.hasSuffix($0 + "\n") } == true)
  }

  /// As long as the official file and of its classes, but other content: exit status 65 after the table.
  @Test func fullLengthWithOtherChecksumsIsNotSound() throws {
    let folder = try TemporaryFolder()
    try folder.write([UInt8](repeating: 0, count: 50_000 * 3074), to: "set/train.bin")
    try folder.write([UInt8](repeating: 0, count: 10_000 * 3074), to: "set/test.bin")
    let result = try cifarData("verify", "set", folder: folder)
    #expect(result.status == 65 && result.output.contains("the checksums differ"))
    #expect(
      result.errorOutput == """
        cifar-data: error: 'set': expected the official checksums, found others
          hint: get it again with `cifar-data download`, unless it was packed anew on purpose

        """)
  }

  @Test func damageIsAnError() throws {
    let folder = try TemporaryFolder()
    let interrupted = "the download or copy was probably interrupted; get the archive again"
    let cases: [(bytes: [UInt8], problem: String, hint: String)] = [
      (
        DataFixture.ten([1]) + [7],
        "'set/test_batch.bin': byte 3073: expected a record of 3073 bytes, found the first 1 only", interrupted
      ),
      ([], "'set/test_batch.bin': expected records of 3073 bytes, found an empty file", interrupted),
      (
        DataFixture.ten([1, 10]), "'set/test_batch.bin': byte 3073: expected a label from 0 to 9, found 10",
        "the file is damaged, or of the other CIFAR version"
      ),
    ]
    for (bytes, problem, hint) in cases {
      try folder.write(bytes, to: "set/test_batch.bin")
      expectFailure(try cifarData("verify", "set", folder: folder), .malformedInput, problem, hint: hint)
      expectFailure(try cifarData("verify", "set", "--json", folder: folder), .malformedInput, problem, hint: hint)
    }
  }

  @Test func truncatedAndForeignArchives() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    // A gzip header and nothing after it.
    try folder.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], to: "short.tar.gz")
    expectFailure(
      try cifarData("verify", "short.tar.gz", folder: folder), .malformedInput,
      "'short.tar.gz': byte 10: expected more compressed data, found the end of the file",
      hint: "the copy was interrupted, or the packing: copy or pack it again")
    // One that this program can get.
    try folder.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], to: "cifar-10-binary.tar.gz")
    expectFailure(
      try cifarData("verify", "cifar-10-binary.tar.gz", folder: folder), .malformedInput,
      "'cifar-10-binary.tar.gz': byte 10: expected more compressed data, found the end of the file",
      hint: "the download or copy was interrupted; `cifar-data download` resumes it")
    expectFailure(
      try cifarData("verify", "absent.tar.gz", folder: folder), .missingInput,
      "cannot read 'absent.tar.gz': no such file or folder", hint: "check the path")
    expectFailure(
      try cifarData("verify", "pets", folder: folder), .malformedInput,
      "'pets': expected a CIFAR-10 or CIFAR-100 binary data set, found image files",
      hint: "`cifar-data info` decodes and counts them")
  }
}
