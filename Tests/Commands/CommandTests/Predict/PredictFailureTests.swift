import Foundation
import Images
import Serialization
import TestSupport
import Testing

/// Every way in which `cifar-predict` refuses: the exact message and the exit status.
struct PredictFailureTests {
  let bench: PredictBench
  init() throws { bench = try PredictBench() }

  private func expect(
    _ arguments: [String], weights: String? = PredictBench.weights, status: Int32, _ message: String, hint: String?,
    input: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try bench.program.run(
      (weights.map { ["--weights", $0] } ?? []) + arguments, input: input, folder: bench.folder.path, timeout: 60)
    let expected = "cifar-predict: error: \(message)\n" + (hint.map { "  hint: \($0)\n" } ?? "")
    #expect(result.errorOutput == expected, sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(result.status == status, sourceLocation: sourceLocation)
  }

  @Test func noImagesAreNamed() throws {
    try expect([], status: 64, "argument '<image>' is missing", hint: "see 'cifar-predict --help'")
  }

  @Test func weightsAreNotNamed() throws {
    try expect(
      ["a.png"], weights: nil, status: 66, "--weights is not given, and no finished run lies below 'runs'",
      hint: "train one with cifar-train, or name a run's folder or a weights file with --weights")
  }

  @Test func weightsAreMissing() throws {
    try expect(
      ["a.png"], weights: "absent.safetensors", status: 66, "cannot read 'absent.safetensors': no such file or folder",
      hint: "did you mean 'best.safetensors'?")
  }

  @Test func weightsAreAPicture() throws {
    try bench.add("a.png")
    let bytes = try bench.folder.read("a.png")
    #expect(bytes.count > 8)
    let result = try bench.predict("a.png", weights: "a.png")
    #expect(result.status == 65 && result.output == "")
    #expect(result.errorOutput.hasPrefix("cifar-predict: error: 'a.png': "))
    #expect(result.errorOutput.split(separator: "\n").count == 2 && result.errorOutput.contains("\n  hint: "))
  }

  @Test func weightsAreAnotherPrograms() throws {
    try Safetensors.write([NamedTensor("w", [1], .floats([0]))], metadata: [:], to: bench.folder.file("w.safetensors"))
    try expect(
      ["a.png"], weights: "w.safetensors", status: 65,
      "'w.safetensors': metadata 'cifarkit.format': expected a value, found nothing",
      hint: SafetensorsFailure(
        path: "", .metadataField(key: "cifarkit.format", expected: "a value", found: "nothing")
      ).hint)
  }

  @Test func weightsAreOfAnUnknownModel() throws {
    try bench.write("w.safetensors") { $0.model = "resnet21" }
    try expect(
      ["a.png"], weights: "w.safetensors", status: 65, "'w.safetensors': unknown model 'resnet21'",
      hint: "the file belongs to another model or was changed; use the weights of a finished run")
  }

  @Test func weightsAreNotNumbers() throws {
    try bench.add("a.png")
    try bench.write(
      "w.safetensors",
      tensors: { tensors in
        tensors.map { $0.name == "fc.bias" ? NamedTensor($0.name, [3], .floats([.nan, 0, 0])) : $0 }
      })
    let result = try bench.predict("a.png", "--csv", "--output", "out.csv", weights: "w.safetensors")
    #expect(
      result.errorOutput == """
        cifar-predict: error: a.png: expected finite logits, found NaN or infinity
          hint: the weights are damaged or training diverged

        """)
    #expect(result.status == 65 && result.output == "")
    #expect(!FileManager.default.fileExists(atPath: bench.folder.file("out.csv")))
  }

  @Test func runFolderHasNoWeights() throws {
    try bench.folder.write("", to: "run/notes.txt")
    try expect(
      ["a.png"], weights: "run", status: 66,
      "'run': expected a run's folder with best.safetensors, found no such file in it",
      hint: "give the folder that cifar-train wrote, or a .safetensors file")
  }

  @Test func folderHasNoImages() throws {
    try bench.folder.write("", to: "notes/a/b.txt")
    try bench.add("a.png")
    try expect(
      ["a.png", "notes"], status: 66, "'notes': expected pictures in this folder or below, found none",
      hint: "`cifar-data info` says what it holds")
  }

  @Test func listIsEmpty() throws {
    try bench.folder.write("\n  \n", to: "names.txt")
    try expect(
      ["names.txt"], status: 65, "'names.txt': expected a list of images, found no name in it",
      hint: "a list names one file per line")
  }

  @Test func listIsNoText() throws {
    try bench.folder.write([0x61, 0x0a, 0xff], to: "names.lst")
    try expect(
      ["names.lst"], status: 65, "'names.lst': expected UTF-8 text, found other bytes at offset 2",
      hint: "the file may be compressed, binary or damaged")
  }

  @Test func standardInputIsNamedTwice() throws {
    try expect(["-", "-"], status: 64, "standard input ('-') is named twice", hint: "name it once")
  }

  @Test func archiveIsUnreadable() throws {
    try bench.folder.write("no archive", to: "cifar-10-binary.tar.gz")
    let result = try bench.predict("cifar-10-binary.tar.gz")
    #expect(result.status == 65 && result.output == "")
    #expect(result.errorOutput.hasPrefix("cifar-predict: error: ") && result.errorOutput.contains("\n  hint: "))
  }

  @Test func rankIsTooLarge() throws {
    try expect(
      ["a.png", "--top-k", "4"], status: 64, "--top-k: expected 1 to 3, the model's number of classes, found 4",
      hint: "choose a smaller number")
  }

  @Test(arguments: [
    ("--top-k", "0", "a whole number of at least 1"), ("--threshold", "1.5", "a number from 0 to 1"),
    ("--threshold", "-0.1", "a number from 0 to 1"), ("--threshold", "nan", "a number from 0 to 1"),
    ("--threshold", "high", "a number from 0 to 1"), ("--batch-size", "0", "a whole number from 1 to 4096"),
    ("--tta", "rotate", "one of 'none', 'flip' or 'shift'"),
  ]) func valueIsImpossible(option: String, value: String, expected: String) throws {
    try expect(
      ["a.png", option, value], status: 64, "option '\(option)': expected \(expected), found '\(value)'",
      hint: "see 'cifar-predict --help'")
  }

  @Test(arguments: [("--json", "--csv"), ("--json", "--jsonl"), ("--jsonl", "--csv"), ("--csv", "--thumbnails")])
  func formsExcludeEachOther(first: String, second: String) throws {
    try expect(
      ["a.png", second, first], status: 64, "options '\(first)' and '\(second)' contradict each other",
      hint: "give one of them")
  }

  /// Said before an image is read.
  /// Not even when replacing is asked for.
  @Test(arguments: ["best.safetensors", "folder/a.png", "a.png"])
  func outputWouldDestroyAnInput(_ path: String) throws {
    for name in ["a.png", "folder/a.png"] { try bench.add(name) }
    let before = try bench.folder.read(path)
    try expect(
      ["a.png", "folder", "--json", "--output", path, "--overwrite"], status: 64,
      "--output: '\(path)' is read by this command or belongs to the run", hint: "name another file")
    let isUntouched = try bench.folder.read(path) == before
    #expect(isUntouched)
  }

  @Test func outputCannotBeCreated() throws {
    try expect(
      ["a.png", "--csv", "--output", "nowhere/out.csv"], status: 73,
      "cannot create 'nowhere/out.csv': the folder it should lie in does not exist",
      hint: "check that the folder exists and that you may write there, or choose another path")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func outputIsFull() throws {
    try bench.add("a.png")
    try expect(
      ["a.png", "--csv", "--output", "/dev/full"], status: 74, "cannot write '/dev/full': no space left on device",
      hint: "free some space or choose another disk; the earlier version of the file is untouched")
    let result = try Program(path: "/bin/sh").run(
      ["-c", "\"$PREDICT\" --weights best.safetensors a.png > /dev/full"],
      environment: ["PREDICT": bench.program.path], folder: bench.folder.path)
    #expect(
      result.status == 74 && result.errorOutput.hasPrefix("cifar-predict: error: cannot write 'standard output': "))
  }
}
