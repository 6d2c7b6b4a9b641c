import Datasets
import Images
import Support
import Testing

@Suite struct ImageListTests {
  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (index, name) in ["train/x.png", "train/y.png", "train/z.png", "test/t.png"].enumerated() {
      try folder.write(ImageFolderTests.png(UInt8(index)), name)
    }
    for (name, text) in files { try folder.write(text, name) }
    return folder
  }
  private static let lists = [
    "train.lst": "7\t1.000000\tx.png\n8\t0\ty.png\r\n\n9\t1\tz.png\n", "test.lst": "1\t1\tt.png\n",
  ]

  @Test func readsListsWithImagesInFoldersNamedLikeThem() throws {
    let folder = try folder(Self.lists)
    let source = try DataSource.open(path: folder.path)
    #expect(source.kind == .imageList && source.splits == [.train, .test])
    let train = try source.images(split: .train)
    #expect(
      train.classNames == ["0", "1"] && train.labels == [1, 0, 1] && train.names == ["x.png", "y.png", "z.png"])
    #expect((0..<3).map { train.pixels[$0 * 3072] } == [0, 1, 2])
    #expect(try source.images(split: .test).labels == [1])
    // Numbers are given names in label order, not chosen.
    let named = try source.images(split: .train, classes: ["bicycle", "motorcycle"])
    #expect(named.classNames == ["bicycle", "motorcycle"] && named.labels == [1, 0, 1])
  }

  @Test func readsASingleListAndImagesElsewhere() throws {
    let folder = try folder(Self.lists)
    let test = try DataSource.open(path: "\(folder.path)/test.lst")
    #expect(test.splits == [.test])
    try folder.write("1\t0\tx.png\n", "lists/mine.lst")
    let mine = try DataSource.open(path: "\(folder.path)/lists/mine.lst", imageFolder: "\(folder.path)/train")
    #expect(mine.splits == [.train])
    #expect(try mine.images(split: .train).labels == [0])
  }

  @Test func takesNamesFromAFileBesideTheList() throws {
    var lists = Self.lists
    lists["classes.txt"] = "bicycle\nmotorcycle\n"
    let folder = try folder(lists)
    let images = try DataSource.open(path: folder.path).images(split: .train, classes: ["motorcycle"])
    #expect(images.classNames == ["motorcycle"] && images.labels == [0, 0])
  }

  @Test(arguments: ["path,label\nx.png,dog\ny.png, cat\n", "class\tid\tfilename\ndog\t1\tx.png\ncat\t2\ty.png\n"])
  func readsTablesWithClassNames(text: String) throws {
    let folder = try folder(["train.csv": text])
    let set = try DataSource.open(path: "\(folder.path)/train.csv").images(split: .train)
    #expect(set.classNames == ["cat", "dog"] && set.labels == [1, 0])
  }

  @Test(arguments: [
    ("train.lst", "", 0), ("train.lst", "1\t0\n", 1), ("train.lst", "1\t0\t1\tx.png\n", 1),
    ("train.lst", "a\t0\tx.png\n", 1),
    ("train.lst", "1\t0\tx.png\n2\t0.5\tx.png\n", 2), ("train.lst", "1\t-1\tx.png\n", 1),
    ("train.lst", "1\tnan\tx.png\n", 1), ("train.lst", "1\t1e300\tx.png\n", 1), ("train.lst", "1\t0\t\n", 1),
    ("train.csv", "x.png,dog\n", 1), ("train.csv", "path,label\nx.png\n", 2),
    ("train.csv", "path,label\n\"x.png,dog\n", 2), ("train.csv", "path,label\n\"x\".png,dog\n", 2),
    ("train.csv", "path,label\nx.png,\n", 2),
  ])
  func refusesMalformedRows(name: String, text: String, line: Int) throws {
    let folder = try folder([name: text])
    let refused = failure { try DataSource.open(path: "\(folder.path)/\(name)") } as? ImageListFailure
    switch refused {
    case .noRows?: #expect(line == 0)
    case .row(_, let found, _, _)?: #expect(found == line)
    default: Issue.record("\(text.debugDescription): \(String(describing: refused))")
    }
  }

  @Test func refusesListsThatDoNotFit() throws {
    func refusal(_ files: [String: String], _ split: Split = .train, _ classes: [String]? = nil) throws -> (
      any Failure
    )? {
      let folder = try folder(files)
      return failure { try DataSource.open(path: folder.path).images(split: split, classes: classes) }
    }
    guard
      case .missingImage(_, 1, "no.png", let tried)? = try refusal(["train.lst": "1\t0\tno.png\n"]) as? ImageListFailure
    else {
      Issue.record("a missing first image was accepted")
      return
    }
    #expect(tried.count == 2)
    let missing = try refusal(["train.lst": "1\t0\tno.png\n1\t0\tx.png\n1\t0\tnor.png\n"]) as? UnreadableImages
    #expect(missing?.images.map(\.name) == ["no.png", "nor.png"] && missing?.count == 3)
    // A label beyond the training list's, and beyond the file of names.
    let beyond = ["train.lst": "1\t1\tx.png\n", "test.lst": "1\t2\tt.png\n"]
    guard case .label(_, 1, "2", ["0", "1"])? = try refusal(beyond, .test) as? ImageListFailure else {
      Issue.record("a label outside the classes was accepted")
      return
    }
    #expect(try refusal(["train.lst": "1\t1\tx.png\n", "labels.txt": "a\n"]) is ImageListFailure)
    #expect(try refusal(Self.lists, .train, ["only"])?.status == .usage)
    #expect(try refusal(Self.lists, .train, ["a", "a"]) as? ClassSelectionFailure == .twice(name: "a"))
    #expect(try refusal(Self.lists, .train, ["a", "b", "c"])?.message.contains("\"c\" has no images") == true)
    #expect(
      try refusal(["train.csv": "path,label\nx.png,a\n", "test.csv": "path,label\nt.png,b\n"], .test)
        is ImageListFailure)
  }
}
