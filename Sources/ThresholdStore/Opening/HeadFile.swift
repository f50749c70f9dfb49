import Foundation

/// What the last commit left behind, in a file of its own beside the database: a database that was
/// shortened or replaced by an older copy no longer agrees with it.
struct HeadFile: Hashable, Sendable {
  let sequence: Int64
  let auditIndex: Int64
  let auditHash: Data

  init(sequence: Int64, auditIndex: Int64, auditHash: Data) {
    self.sequence = sequence
    self.auditIndex = auditIndex
    self.auditHash = auditHash
  }

  init(_ committed: Committed) {
    self.init(sequence: committed.sequence, auditIndex: committed.auditIndex, auditHash: committed.auditHash)
  }

  /// What stands in the file.
  enum Content: Equatable {
    case missing
    /// The file is there and is not what a commit writes.
    case unreadable
    case head(HeadFile)
  }

  /// - Throws: ``StoreError`` of kind `io` when the file cannot be read at all.
  static func read(_ path: String) throws(StoreError) -> Content {
    let content: Data?
    do {
      content = try DurableFile.read(path, longest: 4096)
    } catch {
      guard error.kind == .damaged else { throw error }
      return .unreadable
    }
    guard let content else { return .missing }
    guard let form = try? JSONDecoder().decode(Form.self, from: content), form.sequence >= 0, form.auditIndex >= 0,
      let hash = Data(hexadecimal: form.auditHash), hash.count == 32
    else { return .unreadable }
    return .head(HeadFile(sequence: form.sequence, auditIndex: form.auditIndex, auditHash: hash))
  }

  /// - Throws: ``StoreError`` of kind `io` or `full`.
  func write(_ path: String) throws(StoreError) {
    let text = "{\"audit_hash\":\"\(auditHash.hexadecimal)\",\"audit_index\":\(auditIndex),\"sequence\":\(sequence)}\n"
    try DurableFile.replace(path, with: Data(text.utf8))
  }

  private struct Form: Decodable {
    let sequence: Int64
    let auditIndex: Int64
    let auditHash: String

    enum CodingKeys: String, CodingKey {
      case sequence
      case auditIndex = "audit_index"
      case auditHash = "audit_hash"
    }
  }
}
