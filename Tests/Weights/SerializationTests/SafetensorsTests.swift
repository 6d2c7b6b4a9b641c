import Serialization
import Support
import Tensors
import TestSupport
import Testing

/// Files of the reference implementation, see `Fixtures/make_fixtures.py`.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
  return try FileReading.bytes(at: "/\(folder)/Fixtures/\(name)")
}

private let odd = "é \"quoted\"\\\n\u{01}\u{2028}"
private let everyType: [NamedTensor] = [
  NamedTensor("fc.weight", Tensor([2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25])),
  NamedTensor(
    "fc.bias", Tensor([5], [Float(bitPattern: 0x7FC0_0000), .infinity, -.infinity, -0.0, .leastNonzeroMagnitude])),
  NamedTensor("bn1.num_batches_tracked", scalar: -7),
  NamedTensor("wide", [2], .doubles([1 / 3, -0.0])),
  NamedTensor("indices", [1, 2], .integers([1, 1 << 62])),
  NamedTensor("mask", [3], .bytes([0, 127, 255])),
  NamedTensor("empty", Tensor([0, 4], [])),
  NamedTensor(odd, Tensor([1], [2.5])),
]

@Suite struct SafetensorsTests {
  @Test func writesTheReferencesBytes() throws {
    let metadata = ["key \"é\"": "va\\lue/\u{08}\t\n\u{0C}\r\u{1F}\u{7F}"]
    #expect(try Safetensors.encode(everyType, metadata: metadata) == fixture("types.safetensors"))
    let plain = [NamedTensor("a", Tensor([2], [1, 2])), NamedTensor("B", Tensor([1], [3]))]
    #expect(try Safetensors.encode(plain) == fixture("plain.safetensors"))
    #expect(try Safetensors.encode([]) == fixture("nothing.safetensors"))
  }

  @Test func readsTheReferencesFile() throws {
    let contents = try Safetensors.decode(fixture("types.safetensors"))
    #expect(contents.metadata == ["key \"é\"": "va\\lue/\u{08}\t\n\u{0C}\r\u{1F}\u{7F}"])
    #expect(Set(contents.tensors.map(\.name)) == Set(everyType.map(\.name)))
    for expected in everyType {
      let found = try #require(contents[expected.name])
      #expect(found.shape == expected.shape)
      if let tensor = expected.tensor {
        // Bits, not numbers: NaN differs from itself and the zeros are equal.
        #expect(found.tensor?.elements.map(\.bitPattern) == tensor.elements.map(\.bitPattern), "\(expected.name)")
      } else {
        #expect(found.values == expected.values)
      }
    }
  }

  @Test func widensNarrowTypes() throws {
    let contents = try Safetensors.decode(fixture("read-only.safetensors"))
    for name in ["f16", "bf16"] {
      let found = try #require(contents[name]?.tensor)
      let expected = try #require(contents[name + ".expected"]?.tensor)
      #expect(found.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern), "\(name)")
    }
    let integers: [(String, [Int64])] = [
      ("i8", [-128, 127]), ("i16", [-32768, 32767]), ("u16", [0, 65535]), ("i32", [-1 << 31, 1 << 31 - 1]),
      ("u32", [0, 1 << 32 - 1]), ("u64", [0, .max]),
    ]
    for (name, expected) in integers { #expect(contents[name]?.values == .integers(expected)) }
    #expect(contents["bool"]?.values == .bytes([1, 0]))
  }

  @Test func headerIsPaddedToEight() throws {
    for length in 1...9 {
      let bytes = try Safetensors.encode([NamedTensor(String(repeating: "n", count: length), Tensor([1], [1]))])
      #expect((bytes.count - 4) % 8 == 0)
    }
  }

  @Test func metadataKeysAreSorted() throws {
    let bytes = try Safetensors.encode([], metadata: ["b": "2", "a": "1", "B": "3"])
    let text = String(decoding: bytes.dropFirst(8), as: UTF8.self)
    #expect(text.hasPrefix("{\"__metadata__\":{\"B\":\"3\",\"a\":\"1\",\"b\":\"2\"}}"))
  }

  @Test func refusesToWriteTwoTensorsOfOneName() {
    #expect(throws: SafetensorsFailure(path: "p", .duplicateTensor("a"))) {
      try Safetensors.encode([NamedTensor("a", scalar: 1), NamedTensor("a", scalar: 2)], path: "p")
    }
  }

  @Test func refusesToWriteTheReservedName() {
    #expect(throws: SafetensorsFailure(path: "p", .reservedName)) {
      try Safetensors.encode([NamedTensor("__metadata__", scalar: 1)], path: "p")
    }
  }

  @Test func writesAndReadsAFile() throws {
    try withFolder { folder in
      let path = folder + "/w.safetensors"
      try Safetensors.write([NamedTensor("a", scalar: 3)], metadata: ["k": "v"], to: path)
      let contents = try Safetensors.read(path)
      #expect(contents == .init(tensors: [NamedTensor("a", scalar: 3)], metadata: ["k": "v"]))
    }
  }

  @Test func missingFileAndFolderAreMissingInput() throws {
    try withFolder { folder in
      for path in [folder + "/none.safetensors", folder] {
        let failure = #expect(throws: SafetensorsFailure.self) { try Safetensors.read(path) }
        #expect(failure?.status == .missingInput)
        #expect(failure?.message.contains(path) == true)
      }
    }
  }

  @Test func unwritablePathCannotBeCreated() throws {
    try withFolder { folder in
      let failure = #expect(throws: SafetensorsFailure.self) {
        try Safetensors.write([], to: folder + "/no/such/folder.safetensors")
      }
      #expect(failure?.status == .cannotCreate)
    }
  }
}
