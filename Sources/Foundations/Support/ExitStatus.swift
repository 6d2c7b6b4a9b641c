/// The exit status of a command. The numbers from 64 on are those of `sysexits.h`.
public struct ExitStatus: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The command did what it was asked.
  public static let success = ExitStatus(rawValue: 0)
  /// The command ran, but a bar the user set was missed.
  public static let barMissed = ExitStatus(rawValue: 1)
  /// The command line is wrong.
  public static let usage = ExitStatus(rawValue: 64)
  /// A file's content is not what its format demands.
  public static let malformedInput = ExitStatus(rawValue: 65)
  /// A file or folder does not exist or cannot be read.
  public static let missingInput = ExitStatus(rawValue: 66)
  /// Something outside the program (a server, a port) is not available.
  public static let unavailable = ExitStatus(rawValue: 69)
  /// A bug of this program.
  public static let software = ExitStatus(rawValue: 70)
  /// An output file or folder cannot be created.
  public static let cannotCreate = ExitStatus(rawValue: 73)
  /// Reading or writing failed half way (disk full, broken pipe).
  public static let inputOutput = ExitStatus(rawValue: 74)
  /// Settings contradict each other or a saved state.
  public static let configuration = ExitStatus(rawValue: 78)
  /// Stopped by Ctrl-C; a checkpoint was saved.
  public static let interrupted = ExitStatus(rawValue: 130)
  /// Stopped by SIGTERM; a checkpoint was saved.
  public static let terminated = ExitStatus(rawValue: 143)
}

extension ExitStatus {
  /// All of them with what they mean, for manual pages.
  package static let meanings: [(ExitStatus, String)] = [
    (.success, "Done."), (.barMissed, "Done, but a required figure was missed, or some images could not be read."),
    (.usage, "The command line is wrong."), (.malformedInput, "A file's content is not what its format demands."),
    (.missingInput, "A file or folder does not exist or cannot be read."),
    (.unavailable, "A server is not available."), (.software, "A bug of the program."),
    (.cannotCreate, "A file or folder cannot be created."), (.inputOutput, "Reading or writing failed half way."),
    (.configuration, "Settings contradict each other or a saved state."),
    (.interrupted, "Stopped by Ctrl-C; a run saves its state first."),
    (.terminated, "Stopped by SIGTERM; a run saves its state first."),
  ]
}
