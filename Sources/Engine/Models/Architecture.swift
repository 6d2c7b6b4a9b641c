import Autodiff

/// A row of the table of architectures: its name, what can be chosen, and how it is made. Help, messages,
/// configurations and benchmarks read this table.
package struct Architecture: Sendable {
  package let name: String
  /// Factors of its channels. Channels stay multiples of 16, which the kernels' vectors hold, and at most 2,048.
  package let widths: ClosedRange<Int>
  /// Shortcuts that can be chosen; the first is the default. Empty where there is no choice.
  package let shortcuts: [Shortcut]
  let make: @Sendable (ModelConfiguration, inout ParameterBuilder) -> any Model

  /// All architectures, in the order in which help lists them.
  package static let all: [Architecture] =
    [20, 32, 44, 56, 110].map { depth in
      Architecture(name: "resnet\(depth)", widths: 1...16, shortcuts: [.padding, .projection]) { c, p in
        CIFARResNet(depth: depth, classes: c.classes, shortcut: c.shortcut ?? .padding, width: c.width, &p)
      }
    }
    + [("resnet18", [2, 2, 2, 2]), ("resnet34", [3, 4, 6, 3])].map { name, blocks in
      Architecture(name: name, widths: 1...4, shortcuts: [.projection]) { c, p in
        WideStemResNet(blocks: blocks, classes: c.classes, width: c.width, &p)
      }
    } + [
      Architecture(name: "resnet9", widths: 1...4, shortcuts: []) { c, p in
        ResNet9(classes: c.classes, width: 32 * c.width, &p)
      }
    ]
    + [("airbench", [64, 256, 256]), ("airbench95", [128, 384, 384])].map { name, widths in
      Architecture(name: name, widths: 1...1, shortcuts: []) { c, p in
        Airbench(classes: c.classes, widths: widths, &p)
      }
    }

  package static func named(_ name: String) -> Architecture? { all.first { $0.name == name } }

  /// Names of the architectures whose shortcut is a choice.
  package static var withShortcuts: [String] { all.filter { $0.shortcuts.count > 1 }.map(\.name) }
}
