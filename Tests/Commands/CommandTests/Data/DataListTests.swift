import Foundation
import Support
import TestSupport
import Testing

@Suite struct DataListTests {
  @Test func listsWhatCouldBeHere() throws {
    let folder = try TemporaryFolder()
    let result = try cifarData("list", folder: folder)
    #expect(
      result.output == """
        data set            what it is                                 state
        ------------------  -----------------------------------------  --------
        cifar-100           CIFAR-100, 50,000 + 10,000 images, 169 MB  absent
        cifar-10            CIFAR-10, 50,000 + 10,000 images, 170 MB   absent
        synthetic:vehicles  drawn by this program, 1,000 + 200 images  built in
        synthetic:shapes    drawn by this program, 3,000 + 600 images  built in

        get   cifar-data download cifar-100
              cifar-data download cifar-10
        next  cifar-data info synthetic:vehicles
              cifar-train --data synthetic:vehicles

        """)
    #expect(result.status == 0 && result.errorOutput == "")
  }

  @Test func listsWhatIsHere() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataFixture.ten([1]), to: "data/cifar-10-batches-bin/test_batch.bin")
    try folder.write([1, 2, 3], to: "data/cifar-100-binary.tar.gz")
    try DataFixture.pictures(folder, "data/pets")
    try folder.write("# Notes", to: "data/README.md")
    _ = try cifarData(
      "synthesize", "shapes", "--train", "2", "--test", "0", "--format", "cifar100", "--output", "data/drawn",
      folder: folder)
    let table = try cifarData("list", folder: folder)
    let text = try cifarData("list", "--json", folder: folder).output
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(
      entries.map { $0["name"] as? String } == [
        "data/cifar-10-batches-bin", "data/cifar-100-binary.tar.gz", "data/drawn", "data/pets", "cifar-100",
        "synthetic:vehicles", "synthetic:shapes",
      ])
    #expect(
      entries.map { $0["state"] as? String } == [
        "here", "damaged", "here", "here", "absent", "builtIn", "builtIn",
      ])
    #expect(entries.map { $0["isSynthetic"] as? Bool } == [false, false, true, false, false, true, true])
    let lines = table.output.split(separator: "\n").dropFirst(2)
    for (entry, line) in zip(entries, lines) {
      #expect(line.hasPrefix((entry["name"] as? String ?? "?") + " "))
      #expect(line.contains(entry["description"] as? String ?? "?"))
    }
    #expect(table.output.contains("damaged: 'data/cifar-100-binary.tar.gz': "))
    #expect(
      table.output.hasSuffix(
        "\nnext  cifar-data info data/cifar-10-batches-bin\n      cifar-train --data data/cifar-10-batches-bin\n"))
  }

  /// Every command that is printed, pasted as it stands.
  @Test(arguments: ["data/my pets", "data", "images/pets"]) func theCommandsWork(_ place: String) throws {
    let folder = try TemporaryFolder()
    try DataFixture.pictures(folder, place)
    let above = place == "data" ? "data" : FileSystem.folder(of: place)
    let result = try Program("cifar-data").run(
      ["list"] + (above == "data" ? [] : ["--folder", above]), folder: folder.path)
    #expect(result.output.hasPrefix("data set") && result.output.contains("\n\(place) "))
    #expect(above == "data" || result.output.contains("cifar-data download cifar-10 --output images"))
    let commands = result.output.components(separatedBy: "\nnext  ").last?.split(separator: "\n") ?? []
    #expect(commands.count == 2)
    let programs = URL(fileURLWithPath: try Program("cifar-data").path).deletingLastPathComponent().path
    for command in commands {
      // Trained only as far as its first step.
      let line = command.contains("cifar-train") ? command + " --dry-run" : command
      let pasted = try Program(path: "/bin/sh").run(
        ["-c", "PATH=\(programs):$PATH; \(line)"], folder: folder.path)
      #expect(pasted.status == 0, "\(command): \(pasted.errorOutput)")
    }
  }

  @Test func aFolderThatWasNamedMustBeThere() throws {
    let folder = try TemporaryFolder()
    expectFailure(
      try cifarData("list", "--folder", "absent", folder: folder), .missingInput,
      "cannot read 'absent': no such file or folder", hint: "check the path")
  }
}
