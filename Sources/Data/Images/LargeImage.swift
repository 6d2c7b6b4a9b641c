import Synchronization

/// Decoding takes up to nine bytes a pixel beside the result (a progressive JPEG), on every thread at once: images of
/// many pixels wait for each other, so that the memory of a program does not grow with its threads.
enum LargeImage {
  /// More than cameras and telephones make every day.
  private static let pixels = 32_000_000
  private static let turn = Mutex(())

  /// Runs `body`, alone among large images when an image of this size is one.
  static func decode(width: Int, height: Int, _ body: () -> [UInt8]) -> [UInt8] {
    width * height > pixels ? turn.withLock { _ in body() } : body()
  }
}
