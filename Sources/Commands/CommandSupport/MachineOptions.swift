import ArgumentParsing
import Foundation
import Kernels
import Support

/// What changes speed and nothing else.
package struct MachineOptions: ParsableArguments {
  package init() {}

  @Option(help: ArgumentHelp("Threads to work with; any number gives the same results.", defaultText: "all processors"))
  package var threads: Int?

  @Option(
    name: .customLong("isa"),
    help: ArgumentHelp(
      "Instruction set: amx, avx512, avx2 or baseline. Also read from CIFARKIT_ISA.", valueName: "name",
      defaultText: "the best this processor has",
      completion: ValueCompletion(["amx", "avx512", "avx2", "baseline"])))
  package var instructionSet: String?

  package func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationFailure("--threads: expected 1 to 1024, found \(threads)")
    }
  }

  /// The machine as asked for. Throws if this processor has no such instruction set.
  package func backend(environment: [String: String], precision: Precision = .fp32) throws -> Backend {
    let name = instructionSet ?? environment["CIFARKIT_ISA"].flatMap { $0.isEmpty ? nil : $0 }
    if let name, !Backend.instructionSets.contains(name) {
      throw InstructionSetFailure(name: name, available: Backend.instructionSets)
    }
    return Backend(threads: threads, instructionSet: name, precision: precision)
  }
}

extension MachineOptions {
  /// The machine in the precision wanted, else in the usual one. Says so where it has to work in another than was
  /// wanted.
  package func backend(_ wanted: Precision?, usual: Precision = .fp32, _ console: Console) throws -> Backend {
    let backend = try backend(environment: ProcessInfo.processInfo.environment, precision: wanted ?? usual)
    if let wanted, let note = note(wanted, backend) { console.note(note) }
    return backend
  }

  /// What the user should know if the machine does not do what was asked.
  package func note(_ wanted: Precision, _ backend: Backend) -> String? {
    let found = backend.precision
    guard wanted != found else { return nil }
    if found == .mixed { return "\(wanted) precision is for processors without matrix tiles (AMX): working in mixed" }
    return "\(wanted) precision needs AVX512_BF16 or matrix tiles (AMX), which are not available: working in fp32"
  }
}

/// An instruction set that this processor or this program does not have.
struct InstructionSetFailure: Failure {
  let name: String
  let available: [String]
  var message: String { "--isa: the instruction set '\(name)' is not available" }
  var hint: String? { "this processor runs " + available.joined(separator: ", ") }
  var status: ExitStatus { .usage }
}
