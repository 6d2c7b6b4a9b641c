import ArgumentParsing
import CommandSupport
import Datasets
import HTTPClient
import Support

/// `cifar-data download`: gets an official archive.
struct DownloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gets an official archive from its own site or a mirror, and checks it.",
    discussion: """
      An interrupted download continues where it stopped when the same command is given again. The file gets its name \
      only when its md5 is right.
      """,
    examples: [
      CommandExample("cifar-data download cifar-100"),
      CommandExample("cifar-data download cifar-10 --mirror https://mirror.example/cifar/"),
    ])

  @Argument(help: "cifar-10 or cifar-100.") var name: CIFARVersion
  @Option(help: ArgumentHelp("Folder for the archive.", valueName: "folder")) var output = "data"
  @Option(
    help: ArgumentHelp(
      "Address of the folder that holds the archive, in place of the official one.", valueName: "address"))
  var mirror: String?
  @Option(
    help: ArgumentHelp(
      "Checksum to expect in place of the official one, for a mirror with another archive.", valueName: "hex"),
    constraint: ArgumentConstraint("32 hexadecimal digits") { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
  var md5: String?
  @OptionGroup var trial: DryRunOptions
  @Flag(name: [.long, .short], help: "Print nothing but errors.") var quiet = false
  @Flag(help: "Print the result as a JSON object.") var json = false

  func validate() throws {
    if quiet && json {
      throw ValidationFailure("--quiet and --json contradict each other", hint: "give one of them")
    }
  }

  /// What is printed with `--json`.
  private struct Result: Encodable {
    let path: String
    let address: String
    let bytes: Int
    let md5: String
    let wasThere: Bool
  }

  func run() throws {
    StopRequest.install()
    let downloader = Downloader(
      address: DatasetChecksums.address(of: name, mirror: mirror), path: FileSystem.path(output, name.archiveName),
      md5: md5?.lowercased() ?? DatasetChecksums.archiveMD5(name))
    if trial.dryRun { return try showPlan(downloader) }
    let outcome = try fetch(downloader)
    let size = try FileSystem.size(of: downloader.path)
    if json {
      let result = Result(
        path: downloader.path, address: downloader.address, bytes: size, md5: downloader.md5 ?? "",
        wasThere: outcome == .alreadyThere)
      return print(try JSONText.encode(result), terminator: "")
    }
    if quiet { return }
    let state = outcome == .alreadyThere ? "was there already" : "downloaded"
    print("\(downloader.path): \(name.title), \(Format.bytes(size)), \(state), the md5 agrees")
    print("next  cifar-data info \(downloader.path)")
    print("      cifar-train --data \(downloader.path)")
  }

  /// What is printed with `--dry-run --json`.
  private struct Plan: Encodable {
    let path: String
    let address: String
    let bytes: Int?
    let isThere: Bool
  }

  /// What would be got, without asking the server.
  private func showPlan(_ downloader: Downloader) throws {
    let isThere = FileSystem.exists(downloader.path)
    if !isThere { try FileSystem.checkFolder(output) }
    // A mirror's archive with another checksum may have another size.
    let bytes = md5 == nil ? DatasetChecksums.archiveBytes(name) : nil
    if json {
      let plan = Plan(path: downloader.path, address: downloader.address, bytes: bytes, isThere: isThere)
      return print(try JSONText.encode(plan), terminator: "")
    }
    if quiet { return }
    let size = bytes.map { ", " + Format.bytes($0) } ?? ""
    print("from  \(downloader.address)\(size)")
    print("to    \(downloader.path)\(isThere ? ", which is there: its md5 would be checked" : "")")
    print("dry run: nothing was asked for or written")
  }

  private func fetch(_ downloader: Downloader) throws -> Downloader.Outcome {
    if !quiet && !json { Console.data.note("getting \(downloader.address)") }
    let showsProgress = !quiet
    var bar: ProgressBar?
    defer { bar?.clear() }
    do {
      return try downloader.run { progress in
        if showsProgress {
          // How much there is shows only with the answer of the server; a bar from before that would never end.
          if bar == nil, let total = progress.total {
            let name = FileSystem.name(of: downloader.path)
            bar = ProgressBar(name, total: total, done: progress.received, unit: .bytes)
          }
          bar?.update(to: progress.received)
        }
        return StopRequest.current() == nil
      }
    } catch {
      bar?.clear()
      guard case .cancelled = error, let signal = StopRequest.current() else { throw error }
      throw Stopped(cause: error, status: signal.status)
    }
  }
}

/// A download that a signal ended, with the exit status of that signal.
private struct Stopped: Failure {
  let cause: DownloadFailure
  let status: ExitStatus
  var message: String { cause.message }
  var hint: String? { cause.hint }
}
