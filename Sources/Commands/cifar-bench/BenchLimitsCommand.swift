import ArgumentParsing
import CommandSupport
import Foundation
import Kernels
import Support

/// Measures what the processor can do at best.
struct BenchLimitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits", abstract: "Measures the machine's own limits: arithmetic and memory.")

  @Flag(help: "Print one JSON object instead of the table.")
  var json = false
  @OptionGroup(title: "Machine") var machine: MachineOptions

  func run() throws {
    // Mixed precision, so that its products are measured where there are any.
    let backend = try machine.backend(environment: ProcessInfo.processInfo.environment, precision: .mixed)
    let result = Result(
      threads: backend.threads, instructionSet: backend.instructionSet,
      multiplyAddsPerSecond: backend.measureMultiplyAdds(), mixedProductsPerSecond: backend.measureMixedProducts(),
      transfers: [32 << 10, 1 << 20, 8 << 20, 128 << 20].map {
        Result.Transfer(blockBytes: $0, bytesPerSecond: backend.measureTransfer(bytes: $0))
      })
    if json {
      print(try JSONText.encode(result, layout: .line))
      return
    }
    var table = Table(
      [.init("limit", shortens: .end(to: 16)), .init("of \(backend.threads) threads", .right)],
      limit: Terminal.standardOutput().limit)
    table.addRow([
      "fp32 multiply and add (\(result.instructionSet))", BenchArithmetic.giga(result.multiplyAddsPerSecond),
    ])
    table.addRow([
      "bf16 multiply, fp32 add", result.mixedProductsPerSecond.map(BenchArithmetic.giga) ?? "not on this processor",
    ])
    for transfer in result.transfers {
      table.addRow([
        "read and write, \(Format.bytes(transfer.blockBytes)) a thread",
        "\(Format.count(Int((transfer.bytesPerSecond / 1e9).rounded()))) GB/s",
      ])
    }
    print(table.rendered(), terminator: "")
  }

  private struct Result: Encodable {
    struct Transfer: Encodable {
      let blockBytes: Int
      let bytesPerSecond: Double
    }
    let threads: Int
    let instructionSet: String
    let multiplyAddsPerSecond: Double
    let mixedProductsPerSecond: Double?
    let transfers: [Transfer]
  }
}
