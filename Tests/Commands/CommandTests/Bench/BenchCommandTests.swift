import Kernels
import TestSupport
import Testing

extension BenchProgramTests {
  /// What every measurement answers, and how its figures hang together.
  struct Figures {
    /// What was measured, in every result of a network.
    private func expectSubject(
      _ object: JSONObject, model: String = "resnet20", width: Int = 1, precision: String = "fp32",
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(object.text("program") == "cifar-bench", sourceLocation: sourceLocation)
      #expect(object.text("model") == model && object.number("width") == width, sourceLocation: sourceLocation)
      #expect(object.number("batch") == 4 && object.number("threads") == 2, sourceLocation: sourceLocation)
      #expect(object.text("precision") == precision, sourceLocation: sourceLocation)
      #expect(
        Backend.instructionSets.contains(object.text("instructionSet") ?? ""), sourceLocation: sourceLocation)
    }

    /// Times in their order, images/s of the median, arithmetic that fits both.
    private func expectTimes(
      _ object: JSONObject, work: Double, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let t = try object.positive("lowestSeconds", "medianSeconds", "seconds99", "highestSeconds", "imagesPerSecond")
      #expect(t[0] <= t[1] && t[1] <= t[2] && t[2] <= t[3], sourceLocation: sourceLocation)
      #expect(object.close(t[4], 4 / t[1]), sourceLocation: sourceLocation)
      let a = try object.positive("operationsPerSecond", "peakOperationsPerSecond", "shareOfPeak")
      #expect(object.close(a[2], a[0] / a[1]), sourceLocation: sourceLocation)
      // Four images through a network of 41 million multiplications, and as many additions; see He et al. 2016.
      #expect(abs(a[0] * t[1] / work - 1) < 0.02, "\(a[0] * t[1])", sourceLocation: sourceLocation)
      let m = try object.positive("arenaBytes", "peakMemoryBytes")
      #expect(m[1] > m[0], "the process holds its activations", sourceLocation: sourceLocation)
      #expect((object.number("scratchBytes") ?? -1) >= 0, sourceLocation: sourceLocation)
    }

    private static let forward = 4 * 2 * 40.8e6

    /// Three times the forward pass, less the stem's gradient of the images.
    private static let step = 3 * forward - 4 * 2 * 0.44e6

    @Test func steps() throws {
      let object = try BenchTool.object(["step", "--steps", "3"] + BenchTool.small)
      expectSubject(object)
      try expectTimes(object, work: Self.step)
      #expect(object.number("steps") == 3)
      let phases = try #require(object.fields["phases"] as? [String: Double])
      #expect(Set(phases.keys) == ["forwardSeconds", "backwardSeconds", "optimizerSeconds"])
      let longest = try #require(object.real("highestSeconds"))
      #expect(phases.values.allSatisfy { $0 > 0 } && phases.values.reduce(0, +) <= longest * 1.001)
      #expect(phases["backwardSeconds", default: 0] > phases["optimizerSeconds", default: 0])
    }

    /// The first step makes the scratch; the second and every later one makes no buffer, in either precision.
    @Test(arguments: ["fp32", "mixed"], ["resnet20", "resnet9"])
    func stepsMakeNoBuffers(_ precision: String, _ model: String) throws {
      let object = try BenchTool.object(
        ["step", "--steps", "1", "--precision", precision, "--model", model] + BenchTool.small)
      #expect(object.number("buffersMade") == 0)
    }

    @Test func passes() throws {
      let object = try BenchTool.object(["infer", "--passes", "20"] + BenchTool.small)
      expectSubject(object)
      try expectTimes(object, work: Self.forward)
      _ = try object.positive("firstSeconds")
      #expect(object.number("passes") == 20)
    }

    @Test func widthAndModelAreThoseAskedFor() throws {
      let object = try BenchTool.object(
        ["step", "--steps", "1", "--model", "resnet9", "--width", "2"] + BenchTool.small)
      expectSubject(object, model: "resnet9", width: 2)
    }

    @Test func layers() throws {
      let object = try BenchTool.object(["layers", "--steps", "2"] + BenchTool.small)
      expectSubject(object)
      let operations = object.objects("operations")
      #expect(operations.count > 10)
      var work = 0.0
      for operation in operations {
        #expect((operation["name"] as? String)?.isEmpty == false)
        for name in ["input", "output"] {
          #expect((operation[name] as? String)?.hasPrefix("[4") == true || name == "output")
        }
        let forward = try #require(operation["forwardSeconds"] as? Double)
        let backward = try #require(operation["backwardSeconds"] as? Double)
        #expect(forward >= 0 && backward >= 0 && forward + backward > 0)
        work += try #require(operation["work"] as? Double) + #require(operation["backwardWork"] as? Double)
      }
      #expect(abs(work / Self.step - 1) < 0.02)
    }

    /// Every operation of the tests' table that is asked for, at the batch that is asked for.
    @Test func operations() throws {
      let object = try BenchTool.object(
        ["operations", "--filter", "pooled", "--steps", "1", "--precision", "mixed", "--isa", "baseline"]
          + BenchTool.small)
      #expect(object.text("program") == "cifar-bench" && object.text("instructionSet") == "baseline")
      #expect(object.number("batch") == 4 && object.number("threads") == 2)
      #expect(object.text("precision") == "fp32", "the baseline has no other")
      let operations = object.objects("operations")
      #expect(operations.count == 8)
      for operation in operations {
        #expect((operation["name"] as? String)?.hasPrefix("pooledConvolution ") == true)
        #expect((operation["input"] as? String)?.hasPrefix("[4, ") == true)
        #expect((operation["output"] as? String)?.hasPrefix("[4, ") == true)
        #expect(try #require(operation["forwardSeconds"] as? Double) > 0)
        #expect(try #require(operation["backwardSeconds"] as? Double) > 0)
      }
      // Four images, 31x31 pixels, nine taps from 16 to 32 channels: multiplied and added.
      #expect(operations.contains { $0["work"] as? Double == 4 * 31 * 31 * 9 * 16 * 32 * 2 })
    }

    /// Errors against double precision: those of 32-bit numbers where there is no other precision, and of what is
    /// rounded to 16 bits where there is.
    @Test func errors() throws {
      for (precision, isa) in [("fp32", nil), ("mixed", "baseline"), ("mixed", nil)] {
        let object = try BenchTool.object(
          ["errors", "--batch-size", "3", "--threads", "2", "--precision", precision]
            + (isa.map { ["--isa", $0] } ?? []))
        #expect(object.number("batch") == 3)
        let rows = object.objects("convolutions")
        #expect(rows.count == 12)
        let isRounded = object.text("precision") != "fp32"
        #expect(!isRounded || isa == nil)
        for row in rows {
          let inputs = try #require(row["inputs"] as? Double)
          for name in ["outputError", "inputGradientError", "weightGradientError"] {
            let error = try #require(row[name] as? Double)
            #expect(error > 1e-8 && error < (isRounded && inputs > 3 ? 2e-2 : 4e-6), "\(name) of \(row)")
          }
          let output = try #require(row["outputError"] as? Double)
          #expect(!isRounded || inputs <= 16 || output > 1e-4, "nothing is rounded in \(row)")
        }
      }
    }

    /// All of the table can be timed, for any batch: what is given per image follows, weights do not.
    @Test func allOperations() throws {
      let object = try BenchTool.object(["operations", "--steps", "1", "--batch-size", "3", "--threads", "2"])
      let operations = object.objects("operations")
      let kinds = Set(operations.compactMap { ($0["name"] as? String)?.split(separator: " ").first.map(String.init) })
      #expect(
        kinds.isSuperset(of: ["convolution", "residualBranch", "batchNormalization", "linear", "softmaxCrossEntropy"]))
      #expect(operations.allSatisfy { ($0["input"] as? String)?.hasPrefix("[3") == true })
    }

    @Test func loader() throws {
      let object = try BenchTool.object(["loader", "--steps", "4", "--data", TrainBench.sample] + BenchTool.small)
      expectSubject(object)
      let t = try object.positive("medianSeconds", "imagesPerSecond", "loaderImagesPerSecond", "peakMemoryBytes")
      #expect(object.close(t[1], 4 / t[0]))
      #expect(object.number("steps") == 4 && object.number("images") == 200)
      let share = try #require(object.real("waitShare"))
      let wait = try #require(object.real("waitSecondsPerStep"))
      let highest = try #require(object.real("highestSeconds"))
      #expect(share >= 0 && share <= 1 && wait >= 0 && wait <= highest)
    }

    /// More images in a batch than there are: a batch of all.
    @Test func aBatchOfAllImages() throws {
      let object = try BenchTool.object(
        ["loader", "--steps", "1", "--data", TrainBench.sample, "--batch-size", "500", "--threads", "2"])
      #expect(object.number("batch") == 200)
    }

    @Test func limits() throws {
      let object = try BenchTool.object(["limits", "--threads", "2"])
      #expect(object.number("threads") == 2)
      // No processor that runs this does less than a hundred million or more than a quadrillion a second.
      let fp32 = try object.positive("multiplyAddsPerSecond")[0]
      #expect((1e8...1e15).contains(fp32))
      // Which is larger depends on the processor, and on other work: half as many were seen, and four times as many.
      if let mixed = object.real("mixedProductsPerSecond") { #expect((0.1...20).contains(mixed / fp32)) }
      let transfers = object.objects("transfers")
      #expect(transfers.count == 4)
      for transfer in transfers { #expect((transfer["bytesPerSecond"] as? Double ?? 0) > 1e7) }
    }

    /// For people: a line for each figure, the name first.
    @Test(arguments: [
      (["step", "--steps", "1"], ["network", "speed", "step", "phases", "arithmetic", "memory", "buffers"]),
      (["infer", "--passes", "1"], ["network", "speed", "pass", "first", "arithmetic", "memory"]),
      (["loader", "--steps", "1"], ["network", "data", "loader", "training", "waiting"]),
    ])
    func lines(_ arguments: [String], _ names: [String]) throws {
      let result = try BenchTool.run(arguments + BenchTool.small)
      #expect(result.status == 0 && result.errorOutput == "")
      let lines = rows(result.output)
      #expect(lines.map { $0.first ?? "" } == names, "\(result.output)")
      #expect(lines.first?.starts(with: ["network", "resnet20,", "batch", "4,", "fp32,", "2", "threads,"]) == true)
    }

    @Test func tables() throws {
      let layers = try BenchTool.run(["layers", "--steps", "1"] + BenchTool.small)
      #expect(layers.status == 0)
      #expect(layers.output.hasPrefix("operation ") && layers.output.contains("\nresidualBranch "))
      let operations = try BenchTool.run(["operations", "--filter", "linear", "--steps", "1"] + BenchTool.small)
      #expect(operations.status == 0)
      let names = rows(operations.output).map { $0.first ?? "" }
      #expect(names.first == "operation" && names.suffix(2) == ["linear", "linear"] && names.count == 4)
      let errors = try BenchTool.run(["errors"] + BenchTool.small)
      #expect(errors.status == 0)
      #expect(errors.output.hasPrefix("convolution ") && errors.output.contains("\n64 to 64 at 32x32    3/1     "))
      let limits = try BenchTool.run(["limits", "--threads", "2"])
      #expect(limits.status == 0)
      #expect(limits.output.hasPrefix("limit ") && limits.output.contains("\nfp32 multiply and add "))
    }

    /// Where the processor cannot multiply in mixed precision it says so, once, and names what it did.
    @Test func anotherPrecisionIsSaid() throws {
      let result = try BenchTool.run(
        ["step", "--steps", "1", "--precision", "mixed", "--isa", "baseline", "--json"] + BenchTool.small)
      #expect(result.status == 0)
      let note =
        "mixed precision needs AVX512_BF16 or matrix tiles (AMX), which are not available: working in fp32"
      #expect(result.errorOutput == "cifar-bench: \(note)\n")
      #expect(try JSONObject(result.output).text("precision") == "fp32")
      #expect(try JSONObject(result.output).text("instructionSet") == "baseline")
    }
  }

  /// What is refused, in which words and with which status.
  struct Refusals {
    struct Case: Sendable, CustomTestStringConvertible {
      let arguments: [String]
      let status: Int32
      let message: String
      var testDescription: String { arguments.joined(separator: " ") }
      init(_ arguments: [String], _ status: Int32, _ message: String) {
        (self.arguments, self.status, self.message) = (arguments, status, message)
      }
    }

    static let cases: [Case] = [
      Case([], 64, "expected a command, found none"),
      Case(["steps"], 64, "unknown command 'steps'"),
      Case(["step", "--stepps", "1"], 64, "unknown option '--stepps'"),
      Case(["step", "--steps", "0"], 64, "option '--steps': expected a whole number of at least 1, found '0'"),
      Case(
        ["step", "--batch-size", "65537"], 64,
        "option '--batch-size': expected a whole number from 1 to 65536, found '65537'"),
      Case(["step", "--model", "vgg16"], 64, "unknown model 'vgg16'"),
      Case(["infer", "--model", "resnet18", "--shortcut", "A"], 64, "model 'resnet18' has no choice of this shortcut"),
      Case(["layers", "--width", "0"], 64, "model 'resnet20': expected a width of 1 to 16, found 0"),
      Case(["infer", "--passes", "0"], 64, "option '--passes': expected a whole number from 1 to 1000000, found '0'"),
      Case(
        ["infer", "--precision", "half"], 64,
        "option '--precision': expected one of 'fp32', 'mixed' or 'fast', found 'half'"),
      Case(["operations", "--filter", "attention"], 64, "no operation's name contains 'attention'"),
      Case(
        ["errors", "--batch-size", "0"], 64,
        "option '--batch-size': expected a whole number from 1 to 1024, found '0'"),
      Case(["limits", "--threads", "0"], 64, "--threads: expected 1 to 1024, found 0"),
      Case(["step", "--isa", "sse9"], 64, "--isa: the instruction set 'sse9' is not available"),
      Case(["loader", "--data", "/nowhere/at/all"], 66, "/nowhere/at/all"),
      Case(
        ["loader", "--data", "synthetic:cats"], 64,
        "unknown synthetic data set \"cats\": expected synthetic:vehicles and synthetic:shapes"),
    ]

    @Test(arguments: cases) func isRefused(_ case: Case) throws {
      let result = try BenchTool.run(`case`.arguments)
      #expect(result.status == `case`.status, "\(result.errorOutput)")
      #expect(result.output == "")
      #expect(result.errorOutput.hasPrefix("cifar-bench: error: "), "\(result.errorOutput)")
      #expect(result.errorOutput.contains(`case`.message), "\(result.errorOutput)")
    }
  }
}
