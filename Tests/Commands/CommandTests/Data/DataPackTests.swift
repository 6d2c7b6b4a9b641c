import Datasets
import Support
import SyntheticImages
import TestSupport
import Testing

@Suite struct DataPackTests {
  @Test func picturesBecomeRecords() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    let result = try cifarData("pack", "pets", "--output", "out", folder: folder)
    #expect(result.status == 0 && result.errorOutput == "")
    #expect(result.output.hasPrefix("CIFAR-10 (binary) in out/cifar-10-batches-bin\n5 training images and 1 test"))
    #expect(result.output.hasSuffix("\nnext  cifar-train --data out/cifar-10-batches-bin\n"))
    #expect(
      rows(result.output).contains(["0", "cat", "3", "1"]) && rows(result.output).contains(["1", "dog", "2", "0"]))
    // The second dog is the fifth training picture, so it has a file of its own.
    var record: [UInt8] = [1]
    for level: UInt8 in [160, 95, 7] { record += [UInt8](repeating: level, count: 1024) }
    #expect(try folder.read("out/cifar-10-batches-bin/data_batch_5.bin") == record)
    #expect(try cifarData("verify", "out", folder: folder).status == 0)
  }

  @Test func choosesClassesAndLeavesValidationOut() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    try folder.write(folder.read("pets/train/dog/a.png"), to: "pets/test/dog/a.png")
    try folder.write(folder.read("pets/train/dog/a.png"), to: "pets/validation/dog/a.png")
    let result = try cifarData(
      "pack", "pets", "--output", "out", "--format", "cifar100", "--classes", "dog", "--json", "--size", "32",
      folder: folder)
    #expect(
      result.errorOutput
        == "cifar-data: 1 validation images are left out: CIFAR files have no place for them\n")
    let json = try JSONObject(result.output)
    #expect(json.text("path") == "out/cifar-100-binary" && json.texts("classNames") == ["dog"])
    #expect(json.objects("splits").map { $0["images"] as? Int } == [2, 1])
    #expect(try folder.read("out/cifar-100-binary/test.bin").count == 3074)
  }

  @Test func neverReplacesADataSetUnasked() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    _ = try cifarData("pack", "pets", "--output", "out", folder: folder)
    let before = try folder.read("out/cifar-10-batches-bin/data_batch_1.bin")
    for command in [["pack", "pets"], ["synthesize", "shapes", "--train", "3", "--test", "0"]] {
      expectFailure(
        try Program("cifar-data").run(command + ["--output", "out"], folder: folder.path), .cannotCreate,
        "'out/cifar-10-batches-bin': a data set is there already",
        hint: "choose another folder, or replace it with --overwrite")
    }
    #expect(try folder.read("out/cifar-10-batches-bin/data_batch_1.bin") == before)
    // Nothing of the old set stays behind to be read with the new one.
    try folder.write("mine", to: "out/cifar-10-batches-bin/notes.md")
    let forced = try cifarData(
      "synthesize", "shapes", "--train", "3", "--test", "0", "--output", "out", "--overwrite", folder: folder)
    #expect(forced.status == 0)
    let names = try FileSystem.names(in: folder.file("out/cifar-10-batches-bin"))
    #expect(
      names == [
        "SYNTHETIC.txt", "batches.meta.txt", "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "notes.md",
      ])
  }

  @Test func aDryRunWritesNothing() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    let planned = try cifarData("pack", "pets", "--output", "out", "--dry-run", folder: folder)
    #expect(planned.status == 0 && planned.output.contains("5 training images and 1 test image of 32x32 pixels"))
    #expect(
      planned.output.hasSuffix("\ndry run: these images would go to out/cifar-10-batches-bin, nothing was written\n"))
    #expect(try folder.names() == ["pets"])
    _ = try cifarData("pack", "pets", "--output", "out", folder: folder)
    #expect(try cifarData("pack", "pets", "--output", "out", "--dry-run", folder: folder).status == 73)
  }

  @Test func saysWhatIsWrong() throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder)
    try folder.write("", to: "file")
    expectFailure(
      try cifarData("pack", "pets", "--output", "file", folder: folder), .cannotCreate,
      "cannot create 'file': a file of that name exists",
      hint: "check that the folder exists and that you may write there, or choose another path")
    expectFailure(
      try cifarData("pack", "pets", "--output", "out", "--size", "64", folder: folder), .usage,
      "option '--size': expected 32, the only size of CIFAR files, found '64'", hint: "see 'cifar-data pack --help'")
    expectFailure(
      try cifarData("pack", "pets", "--output", "out", "--classes", "cat,dgo", folder: folder), .usage,
      "unknown class \"dgo\": expected one of cat and dog", hint: "did you mean \"dog\"?")
    expectFailure(
      try cifarData("pack", "pest", "--output", "out", folder: folder), .missingInput,
      "cannot read 'pest': no such file or folder", hint: "did you mean 'pets'?")
    expectFailure(
      try cifarData("pack", "pets", folder: folder), .usage, "option '--output' is missing",
      hint: "see 'cifar-data pack --help'")
    #expect(!FileSystem.exists(folder.file("out")))
  }
}

@Suite struct DataSynthesizeTests {
  /// Drawn, described, packed in the other form and verified: synthetic at every step, the pixels unchanged.
  @Test func staysSyntheticThroughEveryCommand() throws {
    let folder = try TemporaryFolder()
    let drawn = try cifarData(
      "synthesize", "vehicles", "--train", "11", "--test", "4", "--seed", "7", "--output", "drawn", folder: folder)
    #expect(drawn.status == 0)
    #expect(
      drawn.output.hasPrefix("synthetic images (CIFAR-10 binary format) in drawn/cifar-10-batches-bin\n11 training"))
    #expect(drawn.output.contains("\nsynthetic: drawn by a program; figures from them say nothing about photographs\n"))
    #expect(
      try folder.text("drawn/cifar-10-batches-bin/SYNTHETIC.txt") == """
        The images in this folder are synthetic: drawn by CIFARKit, not taken from CIFAR-10.
        synthetic vehicles drawn by this program, train split, seed 7
        synthetic vehicles drawn by this program, test split, seed 7

        """)
    let info = try JSONObject(cifarData("info", "drawn", "--json", folder: folder).output)
    #expect(info.flag("isSynthetic") == true && info.texts("classNames") == ["bicycle", "motorcycle"])
    let packed = try cifarData("pack", "drawn", "--output", "packed", "--format", "cifar-100", folder: folder)
    #expect(packed.output.hasPrefix("synthetic images (CIFAR-100 binary format) in packed/cifar-100-binary\n"))
    let verified = try cifarData("verify", "packed", folder: folder)
    #expect(verified.status == 0)
    #expect(
      verified.output.hasSuffix("\nsound, but synthetic: 15 images in 2 files, drawn by a program, not CIFAR-100\n"))
    let set = try DataSource.open(path: folder.file("packed")).images(split: .train)
    #expect(set.pixels == SyntheticSet.vehicles.images(split: .train, count: 11, seed: 7).pixels)
    #expect(set.provenance.isSynthetic && set.provenance.summary == "synthetic images (CIFAR-100 binary format)")
  }

  @Test func saysWhatIsWrong() throws {
    let folder = try TemporaryFolder()
    expectFailure(
      try cifarData("synthesize", "shapes", "--train", "0", "--test", "0", "--output", "drawn", folder: folder),
      .malformedInput, "expected training or test images to write, found neither",
      hint: "`cifar-data info` counts the images of a data set")
    expectFailure(
      try cifarData("synthesize", "shapes", "--train", "-1", "--output", "drawn", folder: folder), .usage,
      "option '--train': expected a whole number from 0 to 10000000, found '-1'",
      hint: "see 'cifar-data synthesize --help'")
    #expect(try folder.names().isEmpty)
  }
}
