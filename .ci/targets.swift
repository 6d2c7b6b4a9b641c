// Reads the package's description (`swift package dump-package`) on standard input and the sources beside it.
//
//   targets check     fails for a cycle, an arrow to a higher floor, an arrow that no file imports, an import without
//                     arrow, and a drawing in docs/architecture.md that Package.swift no longer agrees with
//   targets renew     writes the drawing into docs/architecture.md
//   targets public    lists the targets of the library products
//
// Floors are the folders of Sources, from the lowest to the highest, as Package.swift lists their targets.
import Foundation

struct Target {
  let name: String
  let kind: String
  let path: String
  let arrows: [String]

  var isTest: Bool { kind == "test" || path.hasPrefix("Tests/") }
  var floor: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
}

struct Problem: Error { let text: String }

let document = "docs/architecture.md"
let beginning = "<!-- targets -->"
let end = "<!-- /targets -->"

/// The targets in the order of Package.swift, and the names of those that library products contain.
func readPackage() throws -> (targets: [Target], published: [String]) {
  let input = FileHandle.standardInput.readDataToEndOfFile()
  guard let package = try JSONSerialization.jsonObject(with: input) as? [String: Any],
    let targets = package["targets"] as? [[String: Any]], let products = package["products"] as? [[String: Any]]
  else { throw Problem(text: "standard input is not the output of 'swift package dump-package'") }
  let libraries = products.filter { ($0["type"] as? [String: Any])?["library"] != nil }
  let published = libraries.flatMap { $0["targets"] as? [String] ?? [] }
  let read = try targets.map { target in
    guard let name = target["name"] as? String, let kind = target["type"] as? String,
      let path = target["path"] as? String, let dependencies = target["dependencies"] as? [[String: Any]]
    else { throw Problem(text: "a target without name, type, path or dependencies") }
    let arrows = dependencies.compactMap { ($0.values.first as? [Any])?.first as? String }
    return Target(name: name, kind: kind, path: path, arrows: arrows)
  }
  return (read, published)
}

func sources(of target: Target, endingIn extensions: Set<String>) throws -> [String] {
  let names = FileManager.default.enumerator(atPath: target.path)?.compactMap { $0 as? String } ?? []
  return try names.filter { extensions.contains(($0 as NSString).pathExtension) }.sorted().map { name in
    try String(contentsOfFile: target.path + "/" + name, encoding: .utf8)
  }
}

/// What stands behind a word at the beginnings of lines: `import X`, `package import struct X.Y`, `#include <x.h>`.
func names(in texts: [String], _ pattern: String) throws -> Set<String> {
  let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
  var found: Set<String> = []
  for text in texts {
    for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
      if let range = Range(match.range(at: 1), in: text) { found.insert(String(text[range])) }
    }
  }
  return found
}

let importPattern =
  #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"#
  + #"(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)"#
let includePattern = #"^\s*#\s*include\s+[<"]([^>"]+)[>"]"#

/// The targets that the files of one import. A C target imports another whose headers, or the library headers which a
/// module map's shim names, it includes.
func imports(of target: Target, among targets: [Target]) throws -> Set<String> {
  let swift = try names(in: sources(of: target, endingIn: ["swift"]), importPattern)
  var result = Set(targets.map(\.name).filter(swift.contains))
  guard target.kind != "system", !target.isTest else { return result }
  let included = try names(in: sources(of: target, endingIn: ["c", "h", "cpp"]), includePattern)
  for other in targets where other.name != target.name && !included.isEmpty {
    var headers: Set<String> = []
    if other.kind == "system" {
      headers = try names(in: sources(of: other, endingIn: ["h"]), includePattern)
    } else if let files = FileManager.default.enumerator(atPath: other.path + "/include") {
      headers = Set(files.compactMap { $0 as? String }.filter { $0.hasSuffix(".h") })
    }
    if !headers.isDisjoint(with: included) { result.insert(other.name) }
  }
  return result
}

/// Everything that a target reaches in one step or more.
func reach(_ target: String, _ arrows: [String: [String]]) -> Set<String> {
  var found: Set<String> = []
  var open = arrows[target] ?? []
  while let name = open.popLast() {
    if found.insert(name).inserted { open += arrows[name] ?? [] }
  }
  return found
}

func problems(_ targets: [Target], floors: [String]) throws -> [String] {
  let arrows = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.arrows) })
  let known = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
  var found: [String] = []
  for target in targets {
    if reach(target.name, arrows).contains(target.name) { found.append("\(target.name) depends on itself") }
    let used = try imports(of: target, among: targets)
    for name in target.arrows {
      guard let other = known[name] else { continue }
      // A test may need what stands above its target, and programs it only runs.
      if !target.isTest, let here = floors.firstIndex(of: target.floor),
        let there = floors.firstIndex(of: other.floor), there > here
      {
        found.append("\(target.name) (\(target.floor)) must not depend on \(name) (\(other.floor)), a higher floor")
      }
      let isWhatATestIsFor = target.name == name + "Tests" || target.isTest && other.kind == "executable"
      if !used.contains(name), !isWhatATestIsFor {
        found.append("\(target.name) declares \(name), but no file of \(target.path) imports it")
      }
    }
    for name in used.subtracting(target.arrows).sorted() where name != target.name {
      found.append("\(target.name) imports \(name), but Package.swift does not declare it")
    }
  }
  return found
}

/// A graph of the arrows that no longer way implies, and a list of all of them.
func drawing(_ targets: [Target], floors: [String]) -> String {
  let shown = targets.filter { !$0.isTest }
  let arrows = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.arrows) })
  var lines = [beginning, "", "```mermaid", "flowchart TD"]
  for floor in floors.reversed() {
    lines.append("  subgraph \(floor)")
    for target in shown where target.floor == floor { lines.append("    \(target.name)") }
    lines.append("  end")
  }
  for target in shown {
    let implied = Set(target.arrows.flatMap { reach($0, arrows) })
    let direct = target.arrows.filter { !implied.contains($0) }.sorted()
    if !direct.isEmpty { lines.append("  \(target.name) --> \(direct.joined(separator: " & "))") }
  }
  lines += ["```", "", "```text"]
  let width = shown.map(\.name.count).max() ?? 0
  for target in floors.reversed().flatMap({ floor in shown.filter { $0.floor == floor } }) {
    var line = target.name + String(repeating: " ", count: width - target.name.count)
    for name in target.arrows.sorted() {
      if line.count + 1 + name.count > 110 {
        lines.append(line)
        line = String(repeating: " ", count: width)
      }
      line += " " + name
    }
    lines.append(target.arrows.isEmpty ? target.name : line)
  }
  lines.append("```")
  return (lines + ["", end]).joined(separator: "\n")
}

/// The document with a drawing in place of the one between the markers.
func document(with drawing: String) throws -> (old: String, new: String) {
  let old = try String(contentsOfFile: document, encoding: .utf8)
  guard let first = old.range(of: beginning), let last = old.range(of: end, range: first.upperBound..<old.endIndex)
  else { throw Problem(text: "\(document) lacks the lines '\(beginning)' and '\(end)'") }
  return (old, old.replacingCharacters(in: first.lowerBound..<last.upperBound, with: drawing))
}

func run() throws -> [String] {
  let (targets, published) = try readPackage()
  let command = CommandLine.arguments.dropFirst().joined(separator: " ")
  if command == "public" {
    print(Set(published).sorted().joined(separator: "\n"))
    return []
  }
  var floors: [String] = []
  for target in targets where !target.isTest && !floors.contains(target.floor) { floors.append(target.floor) }
  let texts = try document(with: drawing(targets, floors: floors))
  if command == "renew" {
    try texts.new.write(toFile: document, atomically: true, encoding: .utf8)
    return []
  }
  guard command == "check" else { throw Problem(text: "usage: targets check | renew | public") }
  var found = try problems(targets, floors: floors)
  if texts.old != texts.new { found.append("\(document): the drawing is stale; 'make architecture' renews it") }
  let prose = texts.new.replacingOccurrences(of: drawing(targets, floors: floors), with: "")
  for target in targets
  where target.kind == "regular" && !target.isTest && target.floor != floors.first
    && !prose.contains(target.name)
  {
    found.append("\(document) does not say what \(target.name) is for")
  }
  return found
}

do {
  let found = try run()
  for problem in found { FileHandle.standardError.write(Data("targets: \(problem)\n".utf8)) }
  exit(found.isEmpty ? 0 : 1)
} catch let problem as Problem {
  FileHandle.standardError.write(Data("targets: error: \(problem.text)\n".utf8))
  exit(2)
}
