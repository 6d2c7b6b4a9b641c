import CCurl
import CCurlShims
import Support

/// One HTTP transfer by libcurl, appended to an open file.
package struct Transfer {
  /// When a transfer is given up, in seconds.
  package struct Timeouts: Sendable {
    package var connecting = 30
    /// Without at least `slowestRate` bytes a second for this long, the transfer is given up.
    package var stalling = 60
    package var slowestRate = 100
  }
  enum Outcome: Equatable {
    case complete
    /// The server does not continue where the file ends.
    case cannotResume
    case httpError
    case badAddress
    case unreachable
    /// The connection broke after it stood, or stalled.
    case broken
    case cancelled
    case cannotWrite(FileFailure)
  }

  var outcome: Outcome
  /// 0 if there was no answer.
  var httpStatus: Int
  /// libcurl's words.
  var detail: String
  /// Bytes added to the file.
  var received: Int

  /// What the callbacks of a transfer share.
  private final class Context {
    let file: OpenFile
    let progress: (_ received: Int, _ total: Int?) -> Bool
    var received = 0
    var failure: FileFailure?

    init(_ file: consuming OpenFile, _ progress: @escaping (Int, Int?) -> Bool) {
      self.file = file
      self.progress = progress
    }
  }

  // libcurl wants this once before anything else; a static is initialised once.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// Fetches an address.
  ///
  /// - Parameters:
  ///   - offset: the first byte to ask for: the length of the file.
  ///   - progress: told of the bytes of this transfer and how many there will be; `false` stops it.
  static func run(
    _ address: String, into file: consuming OpenFile, from offset: Int, timeouts: Timeouts,
    progress: @escaping (_ received: Int, _ total: Int?) -> Bool
  ) -> Transfer {
    guard isReady, let handle = unsafe curl_easy_init() else {
      return Transfer(outcome: .unreachable, httpStatus: 0, detail: "libcurl cannot be started", received: 0)
    }
    defer { unsafe curl_easy_cleanup(handle) }
    let context = Context(file, progress)
    var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = unsafe words.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { _ = unsafe ck_curl_set_error_buffer(handle, base) }
      unsafe configure(handle, address, offset, timeouts)
      // The context lives to the end of this function, longer than the transfer.
      let pointer = unsafe Unmanaged.passUnretained(context).toOpaque()
      _ = unsafe ck_curl_set_receiver(handle, receive, pointer)
      _ = unsafe ck_curl_set_observer(handle, observe, pointer)
      return withExtendedLifetime(context) { unsafe curl_easy_perform(handle) }
    }
    let status = unsafe ck_curl_response_status(handle)
    if code == CURLE_OK { try? context.file.synchronize() }
    var detail = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if detail.isEmpty { detail = unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) } ?? "" }
    let outcome = context.failure.map { Outcome.cannotWrite($0) } ?? outcome(code, received: context.received)
    return Transfer(outcome: outcome, httpStatus: status, detail: detail, received: context.received)
  }

  @unsafe private static func configure(
    _ handle: UnsafeMutableRawPointer, _ address: String, _ offset: Int, _ timeouts: Timeouts
  ) {
    func set(_ option: CURLoption, _ value: Int) { _ = unsafe ck_curl_set_long(handle, Int32(option.rawValue), value) }
    func set(_ option: CURLoption, _ value: String) {
      _ = unsafe ck_curl_set_string(handle, Int32(option.rawValue), value)
    }
    set(CURLOPT_URL, address)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 1)
    set(CURLOPT_MAXREDIRS, 10)
    set(CURLOPT_FAILONERROR, 1)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_USERAGENT, "CIFARKit")
    set(CURLOPT_CONNECTTIMEOUT, timeouts.connecting)
    set(CURLOPT_LOW_SPEED_TIME, timeouts.stalling)
    set(CURLOPT_LOW_SPEED_LIMIT, timeouts.slowestRate)
    _ = unsafe ck_curl_set_offset(handle, Int32(CURLOPT_RESUME_FROM_LARGE.rawValue), Int64(offset))
  }

  private static let receive: ck_curl_receiver = { bytes, size, count, pointer in
    guard let bytes = unsafe bytes, let pointer = unsafe pointer else { return 0 }
    let context = unsafe Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue()
    do throws(FileFailure) {
      let piece = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count))
      try context.file.write(piece.span)
    } catch {
      context.failure = error
      return 0
    }
    context.received += size * count
    return size * count
  }

  private static let observe: ck_curl_observer = { pointer, total, received, _, _ in
    guard let pointer = unsafe pointer else { return 1 }
    let context = unsafe Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue()
    return context.progress(context.received, total > 0 ? total : nil) ? 0 : 1
  }

  private static func outcome(_ code: CURLcode, received: Int) -> Outcome {
    switch code {
    case CURLE_OK: .complete
    case CURLE_RANGE_ERROR, CURLE_BAD_DOWNLOAD_RESUME: .cannotResume
    case CURLE_HTTP_RETURNED_ERROR: .httpError
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .badAddress
    case CURLE_ABORTED_BY_CALLBACK: .cancelled
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_OPERATION_TIMEDOUT, CURLE_HTTP2_STREAM, CURLE_SSL_CONNECT_ERROR:
      received > 0 || code == CURLE_PARTIAL_FILE ? .broken : .unreachable
    default: received > 0 ? .broken : .unreachable
    }
  }
}
