import Foundation
import Support
import TestSupport
import Testing
import Training

/// `docs/configuration.md` names every field there is, with the default that it has.
@Suite struct ConfigurationDocumentTests {
  private static func rows() throws -> [(name: String, default: String)] {
    let text = try String(contentsOfFile: Repository.path("docs/configuration.md"), encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return (cells[0].replacingOccurrences(of: "`", with: ""), cells[cells.count - 1])
    }
  }

  /// Settings that the recipes choose differently from the defaults, for some amount of data.
  private static func chosenByRecipe(_ defaults: [String: String?]) throws -> Set<String> {
    var names: Set<String> = []
    for images in [1000, 5000, 50_000] {
      let recipe = Recipe(imageCount: images, classCount: 2, model: nil, epochs: nil)
      let values = try JSONValue(encoding: recipe.configuration(.init(source: ""))).flattened
      for (name, value) in values where defaults[name] != value { names.insert(name) }
    }
    return names
  }

  @Test func everyFieldIsNamedWithItsDefault() throws {
    let (rows, fields) = (try Self.rows(), try PartialConfiguration.fields())
    #expect(rows.map(\.name).sorted() == fields.keys.sorted())
    let chosen = try Self.chosenByRecipe(fields)
    for row in rows {
      guard let value = fields[row.name] else { continue }
      if let value { #expect(row.default.hasPrefix("`\(value)`"), "\(row.name): \(value)") }
      // What the data decide is no choice of a recipe.
      if ["data.source", "model.classes"].contains(row.name) { continue }
      #expect(row.default.hasSuffix("by recipe") == chosen.contains(row.name), "\(row.name)")
    }
  }

  /// The example in the text is a partial configuration.
  @Test func theExampleIsOne() throws {
    let text = try String(contentsOfFile: Repository.path("docs/configuration.md"), encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("    {") })
    let folder = try TemporaryFolder()
    let file = try PartialConfiguration(path: folder.write(String(line), to: "part.json"))
    #expect(!file.isComplete)
    let base = Recipe(imageCount: 1, classCount: 2, model: nil, epochs: nil).configuration(.init(source: ""))
    let configuration = try file.configuration(over: base)
    #expect(configuration.model.name == "resnet18" && configuration.optimizer.clipNorm == 1)
  }
}
