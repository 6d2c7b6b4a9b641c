import Images
import Support
import TestSupport
import Testing

@Suite struct DataInfoTests {
  @Test func printsCountsAndColours() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataFixture.ten([0, 0, 2]), to: "set/data_batch_1.bin")
    try folder.write(DataFixture.ten([2]), to: "set/test_batch.bin")
    let result = try cifarData("info", "set", folder: folder)
    #expect(
      result.output == """
        CIFAR-10 (binary) in set
        3 training images and 1 test image of 32x32 pixels, 10 classes

        label  class     train  test
        -----  --------  -----  ----
            0  airplane      2     0
            2  bird          1     1
        -----  --------  -----  ----
               all           3     1
        8 further classes have no images

        channel    mean  deviation
        -------  ------  ---------
        red      0.1307     0.0739
        green    0.1307     0.0739
        blue     0.1307     0.0739
        of the training images; 0 is black, 1 is full intensity

        """)
    #expect(result.status == 0 && result.errorOutput == "")
  }

  @Test func choosesClassesSplitsAndLevels() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataFixture.hundred([(18, 8), (18, 48), (0, 4), (18, 8)]), to: "set/train.bin")
    try folder.write(DataFixture.hundred([(18, 48), (18, 8)]), to: "set/test.bin")
    let chosen = rows(try cifarData("info", "set", "--classes", "motorcycle,bicycle", folder: folder).output)
    #expect(chosen.contains(["0", "motorcycle", "1", "1"]) && chosen.contains(["1", "bicycle", "2", "1"]))
    let test = try cifarData("info", "set", "--split", "test", folder: folder).output
    #expect(rows(test).contains(["8", "bicycle", "1"]) && test.contains("of the test images;"))
    let coarse = rows(try cifarData("info", "set", "--label-level", "coarse", folder: folder).output)
    #expect(coarse.contains(["18", "vehicles_1", "3", "2"]) && coarse.contains(["0", "aquatic_mammals", "1", "0"]))
  }

  @Test func jsonAgreesWithTheTable() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    let table = try cifarData("info", "pets", folder: folder)
    let json = try JSONObject(cifarData("info", "pets", "--json", folder: folder).output)
    #expect(json.text("kind") == "imageFolder" && json.flag("isSynthetic") == false && json.text("path") == "pets")
    #expect(json.number("height") == 32 && json.number("width") == 32)
    let names = try #require(json.texts("classNames"))
    let counts = json.objects("splits").map { $0["perClass"] as? [Int] ?? [] }
    #expect(names == ["cat", "dog"] && counts == [[3, 2], [1, 0]])
    #expect(json.objects("splits").map { $0["images"] as? Int } == [5, 1])
    for (label, name) in names.enumerated() {
      #expect(rows(table.output).contains(["\(label)", name] + counts.map { "\($0[label])" }), "\(table.output)")
    }
    let statistics = try #require(json.fields["statistics"] as? [String: [Double]])
    for (channel, name) in ["red", "green", "blue"].enumerated() {
      let figures = ["mean", "deviation"].map { Format.fixed(statistics[$0]?[channel] ?? .nan, 4) }
      #expect(rows(table.output).contains([name] + figures), "\(table.output)")
    }
  }

  @Test(arguments: ArchiveWriter.allCases) func archivesAreDescribedLikeFolders(writer: ArchiveWriter) throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    let names = ["train/cat/a", "train/cat/b", "train/cat/c", "train/dog/a", "train/dog/b", "test/cat/a"].map {
      "pets/\($0).png"
    }
    try writer.write(names.map { ($0, try folder.read($0)) }, to: folder.file("packed"))
    let (unpacked, packed) = try (
      cifarData("info", "pets", folder: folder), cifarData("info", "packed", folder: folder)
    )
    #expect(packed.status == 0 && packed.output == unpacked.output.replacing("folder pets", with: "folder packed"))
    let records = [
      ("cifar/data_batch_1.bin", DataFixture.ten([0, 0, 2])), ("cifar/test_batch.bin", DataFixture.ten([2])),
    ]
    try writer.write(records, to: folder.file("records"))
    let info = try cifarData("info", "records", folder: folder)
    #expect(info.output.hasPrefix("CIFAR-10 (binary) in records\n3 training images and 1 test image of 32x32 pixels"))
    let verified = try cifarData("verify", "records", folder: folder)
    #expect(verified.status == 0 && verified.output.contains("4 images in 2 files"))
  }

  /// One line, a hint and status 65 for what must not be read.
  @Test(
    arguments: [
      (ZipBuilder.Member("../a.png", [1]), #"the member "../a.png" points outside the archive ("..")"#),
      (.init("/a.png", [1]), #"the member "/a.png" has an absolute name"#),
      (.init("a.png", [1]) { $0.mode = 0o120777 }, #"the member "a.png" is a link; expected files and folders only"#),
      (.init("a.png", [1]) { $0.flags = 1 }, #"the member "a.png" is encrypted"#),
    ] as [(ZipBuilder.Member, String)]) func hostileArchivesAreRefused(member: ZipBuilder.Member, problem: String)
    throws
  {
    let folder = try TemporaryFolder()
    try folder.write(ZipBuilder.zip([.init("fine.png", [1]), member]), to: "hostile.zip")
    let result = try cifarData("info", "hostile.zip", folder: folder)
    #expect(result.status == 65 && result.output == "")
    #expect(result.errorOutput.hasPrefix("cifar-data: error: 'hostile.zip': \(problem)\n  hint: "))
  }

  @Test func drawsAGrid() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    let result = try cifarData("info", "pets", "--grid", "grid.png", folder: folder)
    #expect(result.output.hasSuffix("\ngrid  grid.png: 982x198 pixels, rows from the top: cat, dog\n"))
    // Ten cells of 32 pixels magnified three times with two pixels between, in two rows.
    let grid = try ImageDecoder.decode(folder.read("grid.png"), name: "grid.png")
    #expect(grid.width == 10 * 98 + 2 && grid.height == 2 * 98 + 2)
    // The first cat, the second dog, and the empty place after the dogs.
    #expect(grid[50, 50] == .init(red: 0, green: 255, blue: 7))
    #expect(grid[98 + 50, 98 + 50] == .init(red: 160, green: 95, blue: 7))
    #expect(grid[2 * 98 + 50, 98 + 50] == .white)
    let again = try cifarData("info", "pets", "--grid", "grid.png", folder: folder)
    #expect(again.status == 73 && again.errorOutput.contains("'grid.png': exists already"))
    #expect(try cifarData("info", "pets", "--grid", "grid.png", "--overwrite", folder: folder).status == 0)
    let test = try cifarData("info", "pets", "--split", "test", "--grid", "test.png", folder: folder)
    #expect(test.output.hasSuffix("grid  test.png: 982x100 pixels, rows from the top: cat\n"))
  }

  @Test func withoutAPathItTakesWhatTrainingWould() throws {
    let folder = try TemporaryFolder()
    let drawn = try cifarData("info", "--split", "test", folder: folder)
    #expect(drawn.output.hasPrefix("built-in synthetic vehicles (drawn by this program, seed 0)\n"))
    #expect(
      drawn.errorOutput
        == "cifar-data: no data set under data/: using built-in synthetic images; `cifar-data download cifar-100` gets "
        + "real ones\n")
    try folder.write(DataFixture.ten([3]), to: "data/cifar-10-batches-bin/test_batch.bin")
    let found = try cifarData("info", folder: folder)
    #expect(rows(found.output).contains(["3", "cat", "1"]))
    #expect(found.errorOutput == "cifar-data: using CIFAR-10 (binary) in data/cifar-10-batches-bin\n")
  }

  @Test func saysWhatIsWrong() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataFixture.ten([0, 1]), to: "set/test_batch.bin")
    try folder.write("cat\ndog\n", to: "set/batches.meta.txt")
    expectFailure(
      try cifarData("info", "st", folder: folder), .missingInput, "cannot read 'st': no such file or folder",
      hint: "did you mean 'set'?")
    expectFailure(
      try cifarData("info", "set", "--classes", "cat,dgo", folder: folder), .usage,
      "unknown class \"dgo\": expected one of cat and dog", hint: "did you mean \"dog\"?")
    expectFailure(
      try cifarData("info", "set", "--classes", "cat,cat", folder: folder), .usage,
      "the class \"cat\" is given twice", hint: "name every class once")
    expectFailure(
      try cifarData("info", "set", "--label-level", "coarse", folder: folder), .usage,
      "CIFAR-10 (binary) in set: has one level of labels; coarse labels were asked for",
      hint: "leave --label-level out, or use CIFAR-100")
    expectFailure(
      try cifarData("info", "set", "--grid", "absent/grid.png", folder: folder), .cannotCreate,
      "cannot create 'absent/grid.png': the folder it should lie in does not exist",
      hint: "check that the folder exists and that you may write there, or choose another path")
    expectFailure(
      try cifarData("info", "set", "--split", "tset", folder: folder), .usage,
      "option '--split': expected one of 'train', 'validation' or 'test', found 'tset'", hint: "did you mean 'test'?")
    try folder.write(DataFixture.ten([0, 1]) + [1, 2, 3], to: "set/test_batch.bin")
    expectFailure(
      try cifarData("info", "set", folder: folder), .malformedInput,
      "'set/test_batch.bin': byte 6146: expected a record of 3073 bytes, found the first 3 only",
      hint: "the download or copy was probably interrupted; get the archive again")
    try folder.write("no picture", to: "pets/cat/a.png")
    let undecodable = try cifarData("info", "pets", folder: folder)
    #expect(undecodable.status == 65 && undecodable.errorOutput.contains("error: 'pets/cat/a.png': "))
  }
}
