import Serialization
import Support
import Tensors
import Testing

private struct State: Codable, Sendable, Equatable {
  var epoch: Int
  var seed: UInt64
  var best: Double
  var losses: [Double]
  var rate: Float
}

@Suite struct CheckpointTests {
  private let state = State(
    epoch: 3, seed: .max, best: -.infinity, losses: [0.1, 1 / 3, .leastNonzeroMagnitude, -0.0, .infinity], rate: 0.1)
  private let configuration = ["model": "resnet20", "optimizer.momentum": "0.9", "seed": "7"]
  private let floats: [Float] = [
    Float(bitPattern: 0x7FC0_1234), Float(bitPattern: 0xFF80_0001), .infinity, -.infinity, -0.0, 0,
    .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3,
  ]
  private var checkpoint: Checkpoint<State> {
    Checkpoint(
      tensors: [NamedTensor("parameters", Tensor([9], floats)), NamedTensor("step", scalar: 41)], state: state,
      configuration: configuration)
  }

  @Test func everyBitComesBack() throws {
    try withFolder { folder in
      let path = folder + "/checkpoint"
      try checkpoint.write(to: path)
      let read = try Checkpoint<State>.read(path, expecting: configuration)
      #expect(read["parameters"]?.tensor?.elements.map(\.bitPattern) == floats.map(\.bitPattern))
      #expect(read["step"]?.values == .integers([41]))
      #expect(read.state == state)
      #expect(read.state.losses.map(\.bitPattern) == state.losses.map(\.bitPattern))
      #expect(read.configuration == configuration)
    }
  }

  @Test func notANumberSurvivesInTheState() throws {
    var state = state
    state.best = .nan
    let bytes = try Checkpoint(tensors: [], state: state, configuration: [:]).encoded(path: "c")
    #expect(try Checkpoint<State>.decode(bytes, path: "c").state.best.isNaN)
  }

  @Test func equalStatesGiveEqualBytes() throws {
    #expect(try checkpoint.encoded(path: "a") == checkpoint.encoded(path: "b"))
  }

  @Test func anyChangedByteIsNoticed() throws {
    let good = try checkpoint.encoded(path: "c")
    for position in good.indices {
      var bytes = good
      bytes[position] ^= 1
      #expect(throws: CheckpointFailure.self, "byte \(position)") { try Checkpoint<State>.decode(bytes, path: "c") }
    }
    var bytes = good
    bytes[bytes.count - 1] ^= 0x80
    let failure = #expect(throws: CheckpointFailure.self) { try Checkpoint<State>.decode(bytes, path: "c") }
    guard case .corrupt = failure else {
      Issue.record("expected corrupt, found \(String(describing: failure))")
      return
    }
    #expect(failure?.status == .malformedInput)
  }

  /// JSON knows several spellings of one header; the file was written in one.
  @Test func aHeaderInAnotherSpellingIsNoticed() throws {
    for length in 0..<8 {
      let padded = Checkpoint(
        tensors: [], state: state, configuration: ["a": String(repeating: "b", count: length)])
      var bytes = try padded.encoded(path: "c")
      guard bytes.last == UInt8(ascii: " ") else { continue }
      bytes.removeLast()
      bytes.insert(UInt8(ascii: " "), at: 9)
      let failure = #expect(throws: CheckpointFailure.self) { try Checkpoint<State>.decode(bytes, path: "c") }
      #expect(failure?.message.hasSuffix("found a header in another spelling") == true)
    }
  }

  /// `Fixtures/checkpoint.safetensors` was written by the first version of the format.
  @Test func filesOfTheFirstVersionAreAcceptedAndWrittenAlike() throws {
    let bytes = try fixture("checkpoint.safetensors")
    let read = try Checkpoint<State>.decode(bytes, path: "c", expecting: configuration)
    #expect(read.state == state)
    #expect(read["parameters"]?.tensor?.elements.map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(read["mask"]?.values == .bytes([1, 0, 255]))
    #expect(read["empty"]?.values == .doubles([]))
    #expect(try read.encoded(path: "c") == bytes)
  }

  @Test func truncatedCheckpoint() throws {
    let bytes = try checkpoint.encoded(path: "c")
    #expect(
      throws: CheckpointFailure.file(
        .init(path: "c", .incompleteBuffer(expected: bytes.count, found: bytes.count - 1)))
    ) { try Checkpoint<State>.decode(Array(bytes.dropLast()), path: "c") }
  }

  @Test func weightsAreNoCheckpoint() throws {
    let bytes = try Safetensors.encode([NamedTensor("a", scalar: 1)])
    #expect(throws: CheckpointFailure.notACheckpoint(path: "c")) { try Checkpoint<State>.decode(bytes, path: "c") }
  }

  @Test func otherVersion() throws {
    let bytes = try Safetensors.encode([], metadata: ["cifarkit.checkpoint": "9"])
    let failure = CheckpointFailure.otherVersion(path: "c", expected: "1", found: "9")
    #expect(throws: failure) { try Checkpoint<State>.decode(bytes, path: "c") }
    #expect(failure.status == .configuration)
  }

  @Test func missingDigest() throws {
    let bytes = try Safetensors.encode([], metadata: ["cifarkit.checkpoint": "1"])
    #expect(throws: CheckpointFailure.corrupt(path: "c", expected: "a digest", found: "none")) {
      try Checkpoint<State>.decode(bytes, path: "c")
    }
  }

  @Test func otherConfigurationNamesWhatDiffers() throws {
    let bytes = try checkpoint.encoded(path: "c")
    let now = ["model": "resnet32", "optimizer.momentum": "0.9", "warmup": "1"]
    let failure = #expect(throws: CheckpointFailure.self) {
      try Checkpoint<State>.decode(bytes, path: "c", expecting: now)
    }
    #expect(
      failure?.message == "'c': checkpoint of another configuration: model is resnet32 now, was resnet20; "
        + "seed is not set now, was 7; warmup is 1 now, was not set")
    #expect(failure?.status == .configuration)
  }

  @Test func manyDifferencesAreCounted() throws {
    let bytes = try checkpoint.encoded(path: "c")
    let failure = #expect(throws: CheckpointFailure.self) {
      try Checkpoint<State>.decode(bytes, path: "c", expecting: ["a": "1", "b": "2"])
    }
    #expect(failure?.message.hasSuffix("; and 2 more") == true)
  }

  @Test func stateOfAnotherKind() throws {
    struct Other: Codable { var momentum: Double }
    let bytes = try checkpoint.encoded(path: "c")
    #expect(
      throws: CheckpointFailure.stateNotDecodable(
        path: "c", key: "cifarkit.state", reason: "field 'momentum': expected a value, found no such field")
    ) { try Checkpoint<Other>.decode(bytes, path: "c") }
  }

  @Test func aTensorNamedLikeTheDigestDoesNoHarm() throws {
    let odd = Checkpoint(
      tensors: [NamedTensor("cifarkit.digest", scalar: 1), NamedTensor("\"cifarkit.digest\":\"", scalar: 2)],
      state: state, configuration: ["\"cifarkit.digest\":\"": "x"])
    let read = try Checkpoint<State>.decode(odd.encoded(path: "c"), path: "c")
    #expect(read.tensors.count == 2)
  }

  @Test func missingFile() {
    let failure = #expect(throws: CheckpointFailure.self) { try Checkpoint<State>.read("/no/such/checkpoint") }
    #expect(failure?.status == .missingInput)
  }
}
