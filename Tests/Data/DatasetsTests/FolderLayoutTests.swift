import Datasets
import Foundation
import Images
import Support
import Testing

/// Folders as people have them, and what each gives. `docs/own-pictures.md` has the same table in words.
@Suite struct FolderLayoutTests {
  struct Layout: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Pictures; a name that ends in "=TEXT" is a file with that text, "->PATH" a link, "/" an empty folder.
    var files: [String]
    /// What is opened, below the folder.
    var opened = ""
    /// The images of each split, as "class/name".
    var train: [String] = []
    var validation: [String] = []
    var test: [String] = []
    var classes: [String]?
    /// Parts of the notes.
    var notes: [String] = []
    /// A part of the failure's message, hint or details.
    var failure: String?
  }

  static let layouts: [Layout] = [
    Layout(
      testDescription: "class folders", files: ["cat/1.png", "dog/1.png"], train: ["cat/1.png", "dog/1.png"]),
    Layout(
      testDescription: "split folders", files: ["train/cat/1.png", "train/dog/1.png", "test/dog/2.png"],
      train: ["cat/1.png", "dog/1.png"], test: ["dog/2.png"], classes: ["cat", "dog"]),
    Layout(
      testDescription: "val", files: ["train/cat/1.png", "val/cat/2.png"], train: ["cat/1.png"],
      validation: ["cat/2.png"]),
    Layout(
      testDescription: "Valid, TRAIN", files: ["TRAIN/cat/1.png", "Valid/cat/2.png"], train: ["cat/1.png"],
      validation: ["cat/2.png"]),
    Layout(
      testDescription: "training_set and test_set, each in itself",
      files: ["training_set/training_set/cats/1.png", "test_set/test_set/cats/2.png"], train: ["cats/1.png"],
      test: ["cats/2.png"]),
    Layout(
      testDescription: "splits inside the class folders",
      files: ["cat/train/1.png", "cat/test/2.png", "dog/train/3.png"],
      train: ["cat/train/1.png", "dog/train/3.png"], test: ["cat/test/2.png"]),
    Layout(
      testDescription: "one folder around the data set", files: ["pets/cat/1.png", "pets/dog/2.png"],
      train: ["cat/1.png", "dog/2.png"]),
    Layout(
      testDescription: "nested folders below a class", files: ["cat/a/b/1.png", "cat/2.png", "dog/3.png"],
      train: ["cat/2.png", "cat/a/b/1.png", "dog/3.png"], notes: ["folders below a class folder", "cat"]),
    Layout(
      testDescription: "splits of loose pictures", files: ["train/cat.1.png", "test/1.png"],
      failure: "expected class folders in test and train"),
    Layout(
      testDescription: "a test folder without classes", files: ["train/cat/1.png", "train/dog/1.png", "test/1.png"],
      train: ["cat/1.png", "dog/1.png"], notes: ["splits without class folders: 1 (test)"]),
    Layout(
      testDescription: "classes called train and car", files: ["train/1.png", "car/1.png"],
      train: ["car/1.png", "train/1.png"]),
    Layout(
      testDescription: "loose pictures only", files: ["1.png", "2.png"],
      failure: "put the images of each class into a folder"),
    Layout(
      testDescription: "loose pictures beside classes", files: ["cat/1.png", "dog/1.png", "3.png"],
      train: ["cat/1.png", "dog/1.png"], notes: ["outside the class folders: 1 (3.png)"]),
    Layout(
      testDescription: "folders of systems",
      files: ["cat/1.png", "dog/1.png", "__MACOSX/cat/1.png", "cat/@eaDir/x.png"],
      train: ["cat/1.png", "dog/1.png"], notes: ["systems make for themselves: 2", "__MACOSX", "cat/@eaDir"]),
    Layout(
      testDescription: "empty folders", files: ["cat/1.png", "dog/1.png", "bird/"], train: ["cat/1.png", "dog/1.png"],
      classes: ["cat", "dog"], notes: ["folders without pictures: 1 (bird)"]),
    Layout(
      testDescription: "an empty folder in test",
      files: ["train/cat/1.png", "train/dog/1.png", "test/cat/2.png", "test/dog/"],
      train: ["cat/1.png", "dog/1.png"], test: ["cat/2.png"], notes: ["without pictures: 1 (dog)"]),
    Layout(
      testDescription: "a class of text", files: ["cat/1.png", "dog/1.png", "bird/a.txt=hello"],
      train: ["cat/1.png", "dog/1.png"], notes: ["no pictures: 1 (bird/a.txt)", "folders without pictures: 1 (bird)"]),
    Layout(
      testDescription: "no ending, other endings, upper case",
      files: ["cat/photo", "cat/a.jfif", "cat/b.JPE", "dog/c.dat"],
      train: ["cat/a.jfif", "cat/b.JPE", "cat/photo", "dog/c.dat"]),
    Layout(
      testDescription: "hidden files and Thumbs.db",
      files: ["cat/1.png", "cat/.x.png", "cat/Thumbs.db=x", ".git/1.png", "dog/2.png"],
      train: ["cat/1.png", "dog/2.png"]),
    Layout(
      testDescription: "linked class folders",
      files: ["store/c/1.png", "store/d/1.png", "data/cat->../store/c", "data/dog->../store/d"],
      opened: "data", train: ["cat/1.png", "dog/1.png"]),
    Layout(
      testDescription: "links in a circle and nowhere",
      files: ["cat/1.png", "cat/up->..", "cat/x.png->nowhere", "dog/1.png"],
      train: ["cat/1.png", "dog/1.png"],
      notes: ["links that lead nowhere: 1 (cat/x.png)", "links to a folder above them: 1 (cat/up)"]),
    Layout(
      testDescription: "a class that only test has", files: ["train/cat/1.png", "train/dog/1.png", "test/bird/1.png"],
      train: ["cat/1.png", "dog/1.png"], failure: "bird"),
    Layout(
      testDescription: "names equal but for normalisation", files: ["caf\u{E9}/1.png", "cafe\u{301}/1.png"],
      failure: "two class folders are called"),
    Layout(testDescription: "an empty folder", files: ["a/"], failure: "found a"),
    Layout(
      testDescription: "folders of text only", files: ["cat/a.txt=x", "dog/b.pdf=%PDF-1.4"],
      failure: "no pictures: 2 (cat/a.txt, dog/b.pdf)"),
    Layout(
      testDescription: "a list with trailing blanks",
      files: ["1.png", "2.png", "train.lst=0\t0\t1.png  \n1\t1\t2.png \r\n"], train: ["0:1.png", "1:2.png"]),
    Layout(
      testDescription: "a list with a fourth column",
      files: ["1.png", "2.png", "train.lst=0\t0\t1.png  \n1\t1\t2.png\t\n"],
      failure: "between tabs"),
    Layout(
      testDescription: "a quoted list with a byte order mark",
      files: ["a b.png", "2.png", "train.csv=\u{FEFF}\"path\",\"label\"\r\n\"a b.png\",\"x, y\"\r\n2.png,z\r\n"],
      train: ["x, y:a b.png", "z:2.png"]),
    Layout(
      testDescription: "semicolons, a column file_name, an empty first line",
      files: ["1.png", "train.csv=\n\nid;file_name;class\n7;1.png;cat\n"], train: ["cat:1.png"]),
    Layout(
      testDescription: "lists of training and validation",
      files: ["1.png", "2.png", "train.tsv=path\tlabel\n1.png\tcat\n", "val.tsv=path\tlabel\n2.png\tcat\n"],
      train: ["cat:1.png"], validation: ["cat:2.png"]),
    Layout(
      testDescription: "a table with numbers from 1",
      files: ["1.png", "2.png", "train.csv=image,label\n1.png,2\n2.png,1\n"], train: ["1:2.png", "2:1.png"],
      classes: ["1", "2"]),
    Layout(
      testDescription: "numbers and a file of names",
      files: ["1.png", "2.png", "classes.txt=cat\ndog\n", "train.csv=image,label\n1.png,1\n2.png,0\n"],
      train: ["cat:2.png", "dog:1.png"]),
  ]

  @Test(arguments: layouts)
  func gives(_ layout: Layout) throws {
    let folder = try TemporaryFolder()
    for name in layout.files { try Self.write(name, folder) }
    let path = layout.opened.isEmpty ? folder.path : FileSystem.path(folder.path, layout.opened)
    var failures: [any Failure] = []
    var notes: [String] = []
    do {
      let source = try DataSource.open(path: path)
      notes = source.notes
      for (split, expected) in [(Split.train, layout.train), (.validation, layout.validation), (.test, layout.test)] {
        guard source.splits.contains(split) else {
          #expect(expected.isEmpty, "no \(split) images")
          continue
        }
        do {
          let set = try source.images(split: split)
          let separator = source.kind == .imageList ? ":" : "/"
          let found = zip(set.labels, set.names ?? []).map { label, name in
            separator == "/" ? name : set.classNames[label] + ":" + name
          }
          #expect(found.sorted() == expected)
          if separator == "/" {
            #expect(zip(set.labels, set.names ?? []).allSatisfy { $1.hasPrefix(set.classNames[$0] + "/") })
          }
          if let classes = layout.classes { #expect(set.classNames == classes) }
        } catch let failure as any Failure { failures.append(failure) }
      }
    } catch let failure as any Failure { failures.append(failure) }
    let text = failures.flatMap { [$0.message, $0.hint ?? ""] + $0.details }.joined(separator: "\n")
    if let expected = layout.failure {
      #expect(text.contains(expected), "\(text)")
    } else {
      #expect(failures.isEmpty, "\(text)")
      let all = notes.joined(separator: "\n")
      for note in layout.notes { #expect(all.contains(note), "\(all)") }
      if layout.notes.isEmpty { #expect(notes.isEmpty, "\(all)") }
    }
  }

  private static func write(_ name: String, _ folder: TemporaryFolder) throws {
    let manager = FileManager.default
    if let link = name.range(of: "->") {
      let path = FileSystem.path(folder.path, String(name[..<link.lowerBound]))
      try FileSystem.createFolder(FileSystem.folder(of: path))
      try manager.createSymbolicLink(atPath: path, withDestinationPath: String(name[link.upperBound...]))
    } else if let text = name.range(of: "=") {
      try folder.write(String(name[text.upperBound...]), String(name[..<text.lowerBound]))
    } else if name.hasSuffix("/") {
      try FileSystem.createFolder(FileSystem.path(folder.path, name))
    } else {
      try folder.write(ImageFolderTests.png(7), name)
    }
  }
}
