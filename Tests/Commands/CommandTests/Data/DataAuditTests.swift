import Datasets
import Foundation
import Glibc
import Images
import Support
import SyntheticImages
import TestSupport
import Testing

/// A folder with a copy across the splits, a copy under another label, a mirror image and a blank picture.
private func plant(_ folder: TemporaryFolder) throws {
  let drawn = SyntheticSet.vehicles.images(split: .train, count: 12, seed: 0)
  let pictures = (0..<12).map(drawn.image)
  func save(_ image: Image, _ name: String) throws { try folder.write(image.encodePNG(), to: "set/\(name).png") }
  for index in 0..<4 { try save(pictures[index], "train/cat/c\(index)") }
  for index in 4..<8 { try save(pictures[index], "train/dog/d\(index)") }
  try save(pictures[0], "test/cat/leaked")
  try save(pictures[9], "test/cat/own")
  try save(pictures[1], "test/dog/conflict")
  try save(pictures[5].turnedUpright(from: .mirrored), "train/dog/e-mirrored")
  try save(Image(width: 32, height: 32, colour: .black), "train/cat/z-blank")
}

@Suite struct DataAuditTests {
  @Test func findsWhatWasPlanted() throws {
    let folder = try TemporaryFolder()
    try plant(folder)
    let result = try cifarData(
      "audit", "set", "--no-labels", "--json", "a.json", "--csv", "a.csv", "--montage", "a.png", folder: folder)
    #expect(result.status == 0 && result.errorOutput == "", "\(result.errorOutput)")
    #expect(result.output.hasPrefix("image folder set\n10 training images and 3 test images, 2 classes\n"))
    #expect(
      result.output.contains(
        "\nduplicates  3 groups of 6 images: 2 exact, 2 across splits, 1 with contradicting labels\n"))
    let table = rows(result.output)
    #expect(
      table.contains([
        "1", "exact", "train", "cat/c1.png", "cat", "labels", "contradict", "each", "other;", "leak", "between",
        "train", "and", "test",
      ]))
    #expect(table.contains(["test", "dog/conflict.png", "dog", "1.000"]))
    #expect(table.contains(["2", "exact", "train", "cat/c0.png", "cat", "leak", "between", "train", "and", "test"]))
    #expect(table.contains(["3", "near", "train", "dog/d5.png", "dog"]))
    #expect(table.contains { $0.starts(with: ["train", "dog/e-mirrored.png", "dog"]) && $0.last == "mirrored" })
    #expect(result.output.contains("\nlabels  not checked: not asked for\n"))
    #expect(table.contains(["train", "cat/z-blank.png", "cat", "one", "colour,", "or", "nearly", "0.000", "–"]))
    #expect(result.output.contains("\nmontage  a.png: rows 1 to 3 duplicates, a group each, row 4 outliers\n"))

    let json = try JSONObject(folder.text("a.json"))
    #expect(json.number("format") == 1 && json.objects("duplicates").count == 3 && json.objects("outliers").count == 1)
    #expect(json.objects("duplicates").map { $0["leaks"] as? Bool } == [true, true, false])
    #expect(try folder.text("a.csv").split(separator: "\n").count == 1 + 6 + 1)
    // Ten columns of 32 pixels three times with gaps of four, two headings, four rows with three lines of text each.
    let picture = try ImageDecoder.decode(folder.read("a.png"), name: "a.png")
    #expect(picture.width == 10 * 100 + 4 && picture.height == 4 + 2 * 18 + 4 * 134)
    #expect(picture[30, 442 + 30] == .black && picture[230, 442 + 30] == .white)
  }

  @Test func checksLabels() throws {
    let folder = try TemporaryFolder()
    try plant(folder)
    let result = try cifarData("audit", "set", "--epochs", "1", "--folds", "2", "--threads", "1", folder: folder)
    #expect(result.status == 0 && result.output.contains("folds of resnet20, 1 epoch each, agree with"), "\(result)")
  }

  @Test(arguments: [
    ("leaks", 1, "leaks (2)"), ("conflicts,duplicates", 1, "conflicts (1) and duplicates (3)"),
    ("outliers", 1, "outliers (1)"),
  ]) func failsOnRequest(_ kinds: String, _ status: Int, _ found: String) throws {
    let folder = try TemporaryFolder()
    try plant(folder)
    let result = try cifarData(
      "audit", "set", "--no-labels", "--fail-on", kinds, "--quiet", "--json", "a.json", folder: folder)
    #expect(result.status == 1 && result.output == "")
    #expect(result.errorOutput == "cifar-data: found what --fail-on forbids: \(found)\n")
    // The findings are there to look at.
    #expect(try JSONObject(folder.text("a.json")).objects("duplicates").count == 3)
  }

  @Test func nothingForbiddenIsSuccess() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataFixture.ten([0, 1, 2]), to: "set/data_batch_1.bin")
    let result = try cifarData(
      "audit", "set", "--no-labels", "--fail-on", "duplicates,leaks,conflicts", "--quiet", folder: folder)
    #expect(result.status == 0 && result.output == "" && result.errorOutput == "", "\(result)")
  }

  @Test func jsonAndCSVGoToStandardOutput() throws {
    let folder = try TemporaryFolder()
    try plant(folder)
    let json = try cifarData("audit", "set", "--no-labels", "--json", "-", folder: folder)
    #expect(try JSONObject(json.output).objects("duplicates").count == 3)
    let csv = try cifarData("audit", "set", "--no-labels", "--csv", "-", folder: folder)
    let columns = "finding,kind,group,split,index,name,class,suggestedClass,similarity,margin,robustDeviations"
    #expect(csv.output.hasPrefix(columns + "\nduplicate,exact,1,"))
  }

  @Test func theLimitHidesRows() throws {
    let folder = try TemporaryFolder()
    try plant(folder)
    let result = try cifarData(
      "audit", "set", "--no-labels", "--rows", "1", "--montage", "a.png", folder: folder)
    #expect(result.output.contains("and 2 more; --rows shows more, --json and --csv have all\n"))
    #expect(!result.output.contains("c0.png"))
  }

  @Test func smallSetsAreFine() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataFixture.ten([3]), to: "one/data_batch_1.bin")
    let one = try cifarData("audit", "one", "--montage", "a.png", folder: folder)
    #expect(one.status == 0 && one.output.contains("\nduplicates  none\n"), "\(one)")
    #expect(one.output.contains("\nlabels  not checked: needs two classes with 4 different pictures or more\n"))
    let pictures = try cifarData(
      "synthesize", "vehicles", "--output", "d", "--train", "9", "--test", "0", folder: folder)
    #expect(pictures.status == 0)
    let single = try cifarData("audit", "d", "--classes", "bicycle", folder: folder)
    #expect(single.status == 0 && single.output.contains("labels  not checked: needs two classes"), "\(single)")
    let empty = try cifarData("audit", "d", "--no-labels", "--montage", "none.png", folder: folder)
    #expect(empty.output.contains("montage  none.png: nothing to show, not written\n"), "\(empty)")
    #expect(try !folder.names().contains("none.png"))
  }

  @Test func ctrlCStopsCleanly() throws {
    let folder = try TemporaryFolder()
    // The first line on standard error comes before the work: the data were not named.
    let result = try Program("cifar-data").run(
      ["audit", "--json", "a.json", "--epochs", "1000"], folder: folder.path, timeout: 60,
      signal: .init(SIGINT, afterOutput: "using built-in synthetic images", times: 1))
    #expect(result.status == 130, "\(result)")
    #expect(try folder.names().isEmpty)
  }

  @Test func anEmptyFolderIsRefused() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
    let result = try cifarData("audit", "empty", folder: folder)
    #expect(result.status == 65 && result.errorOutput.contains("an empty folder"), "\(result)")
  }

  @Test func aMissingPathIsRefused() throws {
    let folder = try TemporaryFolder()
    expectFailure(
      try cifarData("audit", "absent", folder: folder), .missingInput, "cannot read 'absent': no such file or folder",
      hint: "check the path")
  }

  @Test func anUnwritableFileIsRefusedBeforeTheWork() throws {
    let folder = try TemporaryFolder()
    for option in ["--json", "--csv", "--montage"] {
      expectFailure(
        try cifarData("audit", "synthetic:vehicles", option, "absent/file", folder: folder), .cannotCreate,
        "cannot create 'absent/file': the folder it should lie in does not exist",
        hint: "check that the folder exists and that you may write there, or choose another path")
    }
  }

  @Test func optionsThatContradictAreRefused() throws {
    expectFailure(
      try cifarData("audit", "x", "--fail-on", "labels", "--no-labels"), .usage,
      "--fail-on labels and --no-labels contradict each other", hint: "leave one of them out")
    expectFailure(
      try cifarData("audit", "x", "--json", "a", "--montage", "a"), .usage,
      "--json and --montage name the same file: 'a'", hint: "give each its own")
    expectFailure(
      try cifarData("audit", "x", "--montage", "-"), .usage,
      "--montage writes pictures, which standard output does not take", hint: "name a file")
  }

  @Test(arguments: [
    ("--folds", "1"), ("--epochs", "0"), ("--rows", "0"), ("--limit", "0"), ("--threads", "0"), ("--fail-on", "errors"),
  ])
  func impossibleValuesAreRefused(_ option: String, _ value: String) throws {
    let result = try cifarData("audit", "x", option, value)
    #expect(result.status == 64 && result.errorOutput.contains(option) && result.output == "", "\(result)")
  }
}
