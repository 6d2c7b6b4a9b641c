import Kernels
import Testing

struct BackendTests {
  @Test func theBaselineIsAlwaysThereAndTheBestComesFirst() {
    #expect(Backend.instructionSets.last == "baseline")
    #expect(Set(Backend.instructionSets).count == Backend.instructionSets.count)
    #expect(Backend(threads: 1).instructionSet == Backend.instructionSets.first)
    for name in Backend.instructionSets {
      #expect(Backend(threads: 1, instructionSet: name).instructionSet == name)
    }
  }

  @Test func threads() {
    #expect(Backend.availableThreads >= 1)
    #expect(Backend().threads == Backend.availableThreads)
    #expect(Backend(threads: 3).threads == 3)
  }

  /// Scratch grows to the largest pass and is then kept: training allocates nothing.
  @Test func scratchIsKept() {
    let backend = Backend(threads: 2)
    #expect(backend.scratchBytes == 0)
    let geometry = ConvolutionGeometry(
      images: 2, height: 9, width: 9, inputs: 16, outputs: 16, kernel: 3, stride: 2, padding: 1)
    let (x, y, w) = (
      Memory(count: geometry.inputCount).region, Memory(count: geometry.outputCount).region,
      Memory(count: geometry.weightCount).region
    )
    backend.convolution(y, x, w, geometry)
    let bytes = backend.scratchBytes
    #expect(bytes > 0)
    backend.convolution(y, x, w, geometry)
    #expect(backend.scratchBytes == bytes)
  }

  @Test func anUnknownInstructionSetTraps() async {
    await #expect(processExitsWith: .failure) { _ = Backend(threads: 1, instructionSet: "mmx") }
  }
}
