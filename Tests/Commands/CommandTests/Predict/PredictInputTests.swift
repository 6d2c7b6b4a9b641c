import Datasets
import Foundation
import Images
import TestSupport
import Testing

/// What `cifar-predict` can be given, and what it does with files that are no images.
struct PredictInputTests {
  let bench: PredictBench
  init() throws { bench = try PredictBench() }

  private func files(_ entries: [[String: Any]]) -> [String] { entries.compactMap { $0["file"] as? String } }
  private func probabilities(_ entries: [[String: Any]]) -> [Double] {
    entries.compactMap { $0["probability"] as? Double }
  }
  /// Through the shell, for bytes on standard input.
  private func shell(_ command: String) throws -> Program.Result {
    try Program(path: "/bin/sh").run(
      ["-c", command], environment: ["PREDICT": bench.program.path], folder: bench.folder.path, timeout: 60)
  }

  @Test func foldersAreSearchedToTheBottomInOrder() throws {
    for name in [
      "album/b.png", "album/B.PNG", "album/a/z.jpeg", "album/a/deep/er/x.jpg", "album/c/a.png", "album/.hidden.png",
      "album/.git/a.png", "outside/y.png",
    ] { try bench.add(name) }
    for name in ["album/notes.txt", "album/png", "album/a.png.bak"] { try bench.folder.write("no picture", to: name) }
    // A circle, and a way out.
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.file("album/a/circle"), withDestinationPath: "..")
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.file("album/d.png"), withDestinationPath: "../outside/y.png")
    try FileManager.default.createSymbolicLink(atPath: bench.folder.file("link"), withDestinationPath: "album")
    let expected = ["B.PNG", "a/deep/er/x.jpg", "a/z.jpeg", "b.png", "c/a.png", "d.png"]
    #expect(try files(bench.lines("album")) == expected.map { "album/" + $0 })
    #expect(try files(bench.lines("link/")) == expected.map { "link/" + $0 })
    #expect(
      try files(bench.lines("outside", "album/b.png", "outside")) == ["outside/y.png", "album/b.png", "outside/y.png"])
  }

  @Test func aFileNeedsNoImagesName() throws {
    let picture = PredictBench.picture(2)
    try bench.folder.write(picture.encodePNG(), to: "photo")
    try bench.folder.write(picture.encodePNG(), to: "-x.jpg")
    let entries = try bench.lines("--", "photo", "-x.jpg")
    #expect(files(entries) == ["photo", "-x.jpg"])
    #expect(probabilities(entries).count == 2 && Set(probabilities(entries)).count == 1)
  }

  @Test func sageMakersListsAreRead() throws {
    try bench.add("set/train/a b.png", seed: 1)
    try bench.add("set/train/c.png", seed: 2)
    try bench.folder.write("0\t0\ta b.png\r\n\r\n12\t1.000000\tc.png\r\n", to: "set/train.lst")
    let entries = try bench.lines("set/train.lst")
    #expect(files(entries) == ["a b.png", "c.png"])
    #expect(try probabilities(entries) == probabilities(bench.lines("set/train/a b.png", "set/train/c.png")))
  }

  @Test func plainListsAreRead() throws {
    try bench.add("set/a.png", seed: 1)
    try bench.add("c.png", seed: 2)
    // Beside the list, in the working folder, and from the root.
    try bench.folder.write("a.png\n  \nabsent.png\n", to: "set/own.txt")
    try bench.folder.write("c.png\nset/a.png", to: "set/here.txt")
    try bench.folder.write("\(bench.folder.file("c.png"))\n", to: "set/root.txt")
    let entries = try bench.lines("set/own.txt", "set/here.txt", "set/root.txt")
    #expect(files(entries) == ["a.png", "absent.png", "c.png", "set/a.png", bench.folder.file("c.png")])
    #expect(entries[1]["error"] as? String == "cannot read 'set/absent.png': no such file or folder")
    let expected = try probabilities(bench.lines("set/a.png", "c.png", "set/a.png", "c.png"))
    #expect(probabilities(entries) == expected)
  }

  @Test func anImageComesOnStandardInput() throws {
    try bench.add("a.png", seed: 3)
    let result = try shell("\"$PREDICT\" --weights best.safetensors --jsonl - < a.png")
    #expect(result.status == 0 && result.errorOutput == "")
    let entry = try JSONObject(result.output).fields
    #expect(files([entry]) == ["-"])
    #expect(try probabilities([entry]) == probabilities(bench.lines("a.png")))
    let piped = try shell("cat a.png | \"$PREDICT\" --weights best.safetensors --jsonl a.png -")
    #expect(piped.status == 0 && piped.output.split(separator: "\n").count == 2)
  }

  @Test func namesComeOnStandardInput() throws {
    for (index, name) in ["a.png", "set/b.png"].enumerated() { try bench.add(name, seed: index) }
    let entries = try bench.lines("-", input: "a.png\nset/b.png\n")
    #expect(files(entries) == ["a.png", "set/b.png"])
    #expect(try probabilities(entries) == probabilities(bench.lines("a.png", "set/b.png")))
  }

  @Test(arguments: [
    ("", "'standard input': \(PredictBench.expectedPicture), found an empty file"),
    ("hello\n", "'standard input': \(PredictBench.expectedPicture), found text starting \"hello \""),
  ]) func otherStandardInputIsSkipped(input: String, reason: String) throws {
    let result = try bench.predict("-", "--csv", input: input)
    #expect(result.status == 1)
    #expect(result.errorOutput == "cifar-predict: skipped: \(reason)\n")
  }

  /// The way of training: records of an archive. Files with the same pixels must get the same answers; how many images
  /// are answered together may choose another algorithm, so not to the last bit.
  @Test func recordsOfArchivesAnswerLikeFiles() throws {
    let sample = EvalFixture.repository + "/" + EvalFixture.sample
    let set = try DataSource.open(path: sample).images(split: .test).subset([0, 1, 2, 3, 4])
    for index in 0..<set.count {
      try bench.folder.write(set.image(index).encodePNG(), to: "files/\(index).png")
    }
    let records = try bench.lines(sample)
    #expect(records.count == 260)
    let test = records.filter { ($0["file"] as? String)?.hasPrefix("\(sample):test:") == true }
    #expect(files(Array(test.prefix(2))) == ["\(sample):test:0", "\(sample):test:1"])
    let (alone, together) = try (probabilities(bench.lines("files")), probabilities(test))
    #expect(alone.count == 5 && together.count > 5)
    #expect(zip(alone, together).allSatisfy { abs($0 - $1) < 1e-5 }, "\(alone) and \(together.prefix(5))")
    #expect(try bench.lines("synthetic:shapes").last?["file"] as? String == "synthetic:shapes:test:599")
  }

  /// What the unpacked folder would be answered, whatever the archive is called.
  @Test(arguments: ArchiveWriter.allCases) func picturesOfArchivesAnswerLikeFiles(writer: ArchiveWriter) throws {
    for (seed, name) in ["b.png", "a/c.png", "a/deep/d.png"].enumerated() { try bench.add("in/\(name)", seed: seed) }
    var files = try ["b.png", "a/c.png", "a/deep/d.png"].map { ($0, try bench.folder.read("in/\($0)")) }
    files.append(("a/notes.txt", [1]))
    for path in ["photos\(writer.rawValue)", "photos"] {
      try writer.write(files, to: bench.folder.file(path))
      let (packed, unpacked) = try (bench.lines(path), bench.lines("in"))
      #expect(self.files(packed) == ["\(path):a/c.png", "\(path):a/deep/d.png", "\(path):b.png"])
      #expect(probabilities(packed) == probabilities(unpacked) && packed.count == 3)
    }
    try writer.write([("a.png", Array("no picture".utf8)), files[0]], to: bench.folder.file("damaged"))
    let damaged = try bench.predict("damaged", "--csv")
    #expect(damaged.status == 1)
    #expect(
      damaged.errorOutput.hasPrefix(
        "cifar-predict: skipped: 'damaged: a.png': \(PredictBench.expectedPicture), "
          + "found text starting \"no picture\"\n"
      ))
    try writer.write([("notes.txt", [1])], to: bench.folder.file("empty"))
    #expect(
      try bench.predict("empty").errorOutput == """
        cifar-predict: error: 'empty': expected pictures or CIFAR files in this archive, found none
          hint: `cifar-data info` says what it holds

        """)
  }

  /// A picture that was never 32x32, turned by its EXIF data, is what training makes of it.
  @Test func filesAnswerAsTrainingWouldReadThem() throws {
    let fixture = Repository.path("Tests/Data/ImagesTests/Fixtures/photo-turned.jpg")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture)))
    try bench.folder.write(bytes, to: "set/train/bicycle/a.jpg")
    let set = try DataSource.open(path: bench.folder.file("set")).images(split: .train)
    try bench.folder.write(set.image(0).encodePNG(), to: "trained.png")
    let entries = try bench.lines("set/train/bicycle/a.jpg", "trained.png")
    #expect(probabilities(entries).count == 2 && Set(probabilities(entries)).count == 1)
  }

  @Test func badFilesAreReportedAndSkipped() throws {
    try bench.add("good.png", seed: 1)
    let whole = try PredictBench.picture(1).encodePNG()
    try bench.folder.write([], to: "empty.png")
    try bench.folder.write(Array(whole.prefix(whole.count / 2)), to: "cut.png")
    try bench.folder.write("%PDF-1.7", to: "moving.png")
    // 100,000 x 100,000 pixels, it says.
    let side: [UInt8] = [0, 1, 0x86, 0xA0]
    try bench.folder.write(Array(whole.prefix(16)) + side + side + whole.dropFirst(24), to: "huge.png")
    try bench.add("folder.png/inside.txt")
    let names = ["absent.png", "empty.png", "good.png", "cut.png", "moving.png", "huge.png", "names.txt"]
    try bench.folder.write("folder.png\n", to: "names.txt")
    let reasons = [
      "cannot read 'absent.png': no such file or folder",
      "'empty.png': \(PredictBench.expectedPicture), found an empty file",
      "'cut.png': the PNG is cut off: the file ends after \(whole.count / 2) bytes, before the image does",
      "'moving.png': \(PredictBench.expectedPicture), found a PDF document",
      "'huge.png': the PNG claims 100000x100000 pixels; the limit is 65535x65535",
      "'./folder.png': expected a file, found a folder",
    ]
    let report = reasons.map { "cifar-predict: skipped: \($0)\n" }.joined()
    for form in ["--jsonl", "--json", "--csv", "--output=table.txt", "--thumbnails"] {
      let result = try bench.program.run(
        ["--weights", PredictBench.weights, form] + names, folder: bench.folder.path)
      #expect(result.errorOutput == report + "cifar-predict: 6 of 7 images could not be read\n")
      #expect(result.status == 1)
      switch form {
      case "--jsonl", "--json":
        let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("{\"error") || $0.contains("good.png") }
        #expect(lines.count == 7 && lines[2].contains("\"class\""))
        for (line, reason) in zip(lines[..<2] + lines[3...], reasons) {
          let text = line.hasSuffix(",") ? line.dropLast() : line
          let entry = try JSONObject(String(text)).fields
          #expect(entry["error"] as? String == reason && entry.count == 2)
        }
        if form == "--json" { #expect(result.output.hasSuffix("\n], \"images\": 1, \"failed\": 6}\n")) }
      case "--csv":
        #expect(result.output.split(separator: "\n").count == 8)
        #expect(result.output.contains("\nabsent.png,,,,,,,,cannot read 'absent.png': no such file or folder,,,,\n"))
      case "--thumbnails": #expect(result.output.components(separatedBy: "good.png").count == 2)
      default: #expect(try bench.folder.text("table.txt").contains("\ngood.png  "))
      }
    }
    let quiet = try bench.predict("absent.png", "good.png", "-q")
    #expect(quiet.errorOutput == "cifar-predict: skipped: \(reasons[0])\n" && quiet.status == 1)
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything")) func unreadableFilesAreSkipped() throws {
    try bench.add("secret.png")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: bench.folder.file("secret.png"))
    let result = try bench.predict("secret.png")
    #expect(result.status == 1)
    #expect(result.errorOutput == "cifar-predict: skipped: cannot read 'secret.png': permission denied\n")
  }
}
