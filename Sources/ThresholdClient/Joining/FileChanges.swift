import Foundation
import ThresholdModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One file as it should be.
struct FileChange: Hashable, Sendable {
  /// Absolute.
  let path: String
  /// The whole content; nil when the file should not be there.
  let content: String?
}

/// Several files that change together or, when something goes wrong, not at all.
///
/// Each file is replaced by a rename, so that nobody ever reads half of one. What a file held before is kept in
/// memory for ``undo()`` and, for files that are not ours alone, copied to the backup folder.
struct FileChanges {
  /// Only what differs from what is there, in the order in which it is written.
  let changes: [FileChange]
  /// Where former contents are kept, for example `/etc/ssh/threshold/before`.
  let backups: String
  private var former: [FileChange] = []

  init(_ wanted: [FileChange], backups: String) {
    changes = wanted.filter { Self.content(of: $0.path) != $0.content }
    self.backups = backups
  }

  /// Writes everything; after a failure everything is as it was.
  /// - Throws: ``Problem`` of kind `accessDenied` or `unavailable`, with the file's name.
  mutating func apply() throws(Problem) {
    for change in changes {
      let before = FileChange(path: change.path, content: Self.content(of: change.path))
      do {
        if let content = before.content, change.path.hasSuffix("/sshd_config") {
          // The first backup is the one of before; a later change must not take its place.
          let backup = "\(backups)/sshd_config"
          if !FileManager.default.fileExists(atPath: backup) { try Self.write(content, to: backup, mode: 0o600) }
        }
        former.append(before)
        try Self.make(change)
      } catch {
        undo()
        throw Problem(
          .accessDenied, "`\(change.path.escapedForDisplay)` cannot be written",
          hint: "run this as the user that owns the folder, usually root",
          cause: "\(error)")
      }
    }
  }

  /// Puts back what was there, last change first. What cannot be put back is left; the backup has it.
  mutating func undo() {
    for change in former.reversed() { try? Self.make(change) }
    former = []
  }

  /// The text of a file; nil when there is none.
  static func content(of path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func make(_ change: FileChange) throws {
    if let content = change.content {
      try write(content, to: change.path)
    } else if FileManager.default.fileExists(atPath: change.path) {
      try FileManager.default.removeItem(atPath: change.path)
    }
  }

  /// Writes beside the file, syncs, renames. A link is followed, so that it stays one; mode and owner stay.
  private static func write(_ content: String, to path: String, mode: Int = 0o644) throws {
    let files = FileManager.default
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
    if !files.fileExists(atPath: folder) {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }
    let temporary = "\(folder)/.\(UUID().uuidString.lowercased()).tmp"
    defer { try? files.removeItem(atPath: temporary) }
    guard files.createFile(atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: temporary)
    else { throw CocoaError(.fileWriteNoPermission) }
    try handle.write(contentsOf: Data(content.utf8))
    try handle.synchronize()
    try handle.close()
    if let old = try? files.attributesOfItem(atPath: target) {
      try files.setAttributes(old.filter { $0.key == .posixPermissions }, ofItemAtPath: temporary)
      // Only root can give a file away; for anybody else the owner is the same anyway.
      try? files.setAttributes(old.filter { [.ownerAccountID, .groupOwnerAccountID].contains($0.key) }, ofItemAtPath: temporary)
    } else {
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: temporary)
    }
    guard rename(temporary, target) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
