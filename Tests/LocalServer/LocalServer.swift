import Foundation
import Glibc

/// A web server on 127.0.0.1 for one test. It answers what it is told to, and remembers what it was asked.
public final class LocalServer: @unchecked Sendable {
  public struct Response: Sendable {
    public var status = 200
    public var headers: [String] = []
    public var body: [UInt8] = []
    /// What Content-Length says; nil says what is true.
    public var promised: Int?
    /// Seconds before the answer, and after each thousand bytes of it.
    public var delay = 0.0
    public var pace = 0.0
    public init(_ status: Int = 200, _ body: [UInt8] = [], headers: [String] = []) {
      self.status = status
      self.body = body
      self.headers = headers
    }

    public static func redirect(_ to: String) -> Response { Response(302, headers: ["Location: \(to)"]) }
  }

  public let port: Int
  /// "127.0.0.1:port".
  public var host: String { "127.0.0.1:\(port)" }
  private let listener: Int32
  private let lock = NSLock()
  private var asked: [String] = []
  private let answer: @Sendable (_ path: String, _ times: Int) -> Response

  /// - Parameter answer: gets the path, and how often it was asked before.
  public init(_ answer: @escaping @Sendable (_ path: String, _ times: Int) -> Response) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (socket, length) = (listener, size)
    let ok = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 16) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    guard ok else { throw CocoaError(.fileNoSuchFile) }
    port = Int(UInt16(bigEndian: address.sin_port))
    self.answer = answer
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(socket, nil, nil)
        if connection < 0 { return }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        guard let self else { return }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Paths, in the order in which they were asked for.
  public var requests: [String] { lock.withLock { asked } }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard read(connection, &byte, 1) == 1 else { return }
      head.append(byte)
    }
    let words = String(decoding: head, as: UTF8.self).split(separator: " ")
    guard words.count > 1 else { return }
    let path = String(words[1])
    let times = lock.withLock {
      asked.append(path)
      return asked.filter { $0 == path }.count - 1
    }
    let response = answer(path, times)
    usleep(UInt32(response.delay * 1e6))
    let length = response.promised ?? response.body.count
    let lines =
      ["HTTP/1.1 \(response.status) X", "Content-Length: \(length)", "Connection: close"]
      + response.headers
    send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: connection)
    var rest = response.body[...]
    while !rest.isEmpty {
      guard send(Array(rest.prefix(response.pace > 0 ? 1000 : 1 << 20)), to: connection) else { return }
      rest = rest.dropFirst(response.pace > 0 ? 1000 : 1 << 20)
      usleep(UInt32(response.pace * 1e6))
    }
  }

  @discardableResult
  private func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let n = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if n <= 0 { return false }
      done += n
    }
    return true
  }
}
