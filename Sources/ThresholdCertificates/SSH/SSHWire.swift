/// Bytes that are not what the SSH protocol says. Without words: whoever reads knows what was being read.
struct MalformedWire: Error {}

/// Reads the data types of RFC 4251, section 5, from bytes that may be hostile: every length is checked
/// against what is left before anything is taken.
struct SSHWireReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(bytes) }

  /// What has not been read yet.
  var remaining: ArraySlice<UInt8> { rest }

  /// The next bytes, exactly as many.
  mutating func bytes(_ count: Int) throws(MalformedWire) -> ArraySlice<UInt8> {
    guard count >= 0, count <= rest.count else { throw MalformedWire() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func uint32() throws(MalformedWire) -> UInt32 {
    try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A length of 4 bytes and as many bytes.
  mutating func string() throws(MalformedWire) -> ArraySlice<UInt8> {
    try bytes(Int(uint32()))
  }

  /// A string of printable ASCII: names of algorithms and curves.
  mutating func name() throws(MalformedWire) -> String {
    let bytes = try string()
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw MalformedWire() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A positive integer in its shortest form, big-endian, without the leading zero byte that marks its sign.
  /// Zero, negative numbers and padding are refused.
  mutating func positiveInteger() throws(MalformedWire) -> ArraySlice<UInt8> {
    let bytes = try string()
    guard let first = bytes.first, first < 0x80 else { throw MalformedWire() }
    guard first == 0 else { return bytes }
    let magnitude = bytes.dropFirst()
    guard let next = magnitude.first, next >= 0x80 else { throw MalformedWire() }
    return magnitude
  }

  /// Nothing may be left.
  func end() throws(MalformedWire) {
    guard rest.isEmpty else { throw MalformedWire() }
  }
}

/// Writes the data types of RFC 4251, section 5.
struct SSHWireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(raw: some Sequence<UInt8>) { bytes += raw }

  mutating func write(_ number: UInt32) {
    write(raw: withUnsafeBytes(of: number.bigEndian, Array.init))
  }

  mutating func write(_ number: UInt64) {
    write(raw: withUnsafeBytes(of: number.bigEndian, Array.init))
  }

  mutating func write(string: some Collection<UInt8>) {
    // INVARIANT: nothing that this module writes comes near 4 GiB; its inputs are limited where they come in.
    write(UInt32(string.count))
    write(raw: string)
  }

  mutating func write(string: String) { write(string: Array(string.utf8)) }

  /// A string that holds what the closure writes.
  mutating func writeString(_ content: (inout SSHWireWriter) -> Void) {
    var inner = SSHWireWriter()
    content(&inner)
    write(string: inner.bytes)
  }
}
