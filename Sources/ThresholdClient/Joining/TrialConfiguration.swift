import Foundation
import ThresholdModel

/// sshd's configuration with changes worked in, in a folder of its own, so that sshd can be asked about it before
/// anything is replaced.
struct TrialConfiguration: Sendable {
  /// The trial's folder; ``remove()`` deletes it.
  let folder: String
  var main: String { "\(folder)/sshd_config" }

  /// Copies `sshd_config`, `sshd_config.d` and our own file, with the changes in place of the originals, and every
  /// include from the folder pointing into the copy.
  /// - Throws: ``Problem`` of kind `unavailable` when the temporary folder cannot be written.
  init(of original: String, with changes: [FileChange]) throws(Problem) {
    let files = FileManager.default
    folder = "\(files.temporaryDirectory.resolvingSymlinksInPath().path)/threshold-join-\(UUID().uuidString.lowercased())"
    let names = (try? files.contentsOfDirectory(atPath: "\(original)/sshd_config.d")) ?? []
    let paths = ["\(original)/sshd_config", "\(original)/threshold/sshd.conf"] + names.map { "\(original)/sshd_config.d/\($0)" }
    var texts: [String: String] = [:]
    for path in paths { texts[path] = FileChanges.content(of: path) }
    for change in changes { texts[change.path] = change.content }
    do {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      for part in ["sshd_config.d", "threshold"] {
        try files.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: false)
      }
      for (path, text) in texts where path.hasPrefix(original + "/") && IncludeLines.isConfiguration(path, in: original) {
        let moved = IncludeLines.redirected(text, from: original, to: folder)
        try Data(moved.utf8).write(to: URL(fileURLWithPath: folder + path.dropFirst(original.count)))
      }
    } catch {
      try? files.removeItem(atPath: folder)
      throw Problem(.unavailable, "sshd's configuration cannot be copied for a trial", cause: "\(error)")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

extension IncludeLines {
  /// Whether a file is one that sshd reads options from, and not a key.
  static func isConfiguration(_ path: String, in folder: String) -> Bool {
    path == "\(folder)/sshd_config" || path == "\(folder)/threshold/sshd.conf" || path.hasPrefix("\(folder)/sshd_config.d/")
  }
}
