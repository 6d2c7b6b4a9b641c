import Foundation
import Synchronization

/// An HTTP server on the loopback address that serves one file, in the ways that real servers misbehave.
public final class LocalServer: Sendable {
  public struct Behaviour: Sendable {
    public var content: [UInt8]
    public var status = 200
    public var honoursRange = true
    /// Closes the connection after a number of bytes of content, once.
    public var breaksAfter: Int?
    /// Stops sending after a number of bytes, without closing, for good.
    public var stallsAfter: Int?
    /// Sends the first request of this path elsewhere.
    public var redirects = false

    public init(content: [UInt8]) { self.content = content }
  }

  private let port: UInt16
  private let listener: Int32
  private let behaviour: Mutex<Behaviour>
  /// The Range header of each request, "" where there was none.
  private let ranges = Mutex<[String]>([])

  public init(_ behaviour: Behaviour) throws {
    self.behaviour = Mutex(behaviour)
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(listener, pointer, length) == 0 && listen(listener, 8) == 0
          && getsockname(listener, pointer, &length) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in serve() }
  }

  /// Of the file.
  public var address: String { "http://127.0.0.1:\(port)/file.bin" }
  /// The folder that a mirror of the file would have: any name below it gives the same content.
  public var base: String { "http://127.0.0.1:\(port)/" }
  public var requests: [String] { ranges.withLock { $0 } }
  public func change(_ body: (inout Behaviour) -> Void) { behaviour.withLock { body(&$0) } }
  /// Ends the serving thread; connections that stall are left to it.
  public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      if connection < 0 { break }
      answer(connection)
      close(connection)
    }
    close(listener)
  }

  private func answer(_ connection: Int32) {
    var request = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !request.contains("\r\n\r\n") {
      let got = unsafe recv(connection, &buffer, buffer.count, 0)
      if got <= 0 { return }
      request += String(decoding: buffer.prefix(got), as: UTF8.self)
    }
    let range = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("range: bytes=") }
    ranges.withLock { $0.append(range.map(String.init) ?? "") }
    let now = behaviour.withLock { behaviour in
      defer { (behaviour.breaksAfter, behaviour.redirects) = (nil, false) }
      return behaviour
    }
    if now.redirects {
      return send(
        connection,
        Array("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
    }
    let start = now.honoursRange ? range.flatMap { Int($0.dropFirst("range: bytes=".count).dropLast()) } : nil
    var status = start == nil ? now.status : 206
    var body = now.status == 200 ? now.content[...] : Array("no such file".utf8)[...]
    if let start, start >= now.content.count {
      (status, body) = (416, Array("beyond the end".utf8)[...])
    } else {
      body = body.dropFirst(start ?? 0)
    }
    var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
    if status == 206, let start {
      head += "Content-Range: bytes \(start)-\(now.content.count - 1)/\(now.content.count)\r\n"
    }
    send(connection, Array((head + "\r\n").utf8))
    send(connection, Array(body.prefix(now.breaksAfter ?? now.stallsAfter ?? .max)))
    if now.stallsAfter != nil { _ = unsafe recv(connection, &buffer, buffer.count, 0) }
  }

  private func send(_ connection: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = unsafe rest.withUnsafeBytes {
        unsafe Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent <= 0 { return }
      rest = rest.dropFirst(sent)
    }
  }
}
