import Crypto
import Foundation
import Testing

@testable import ThresholdStore

@Suite("sealing secrets")
struct SecretBoxTests {
  private let secret = Data("a private key".utf8)

  @Test("a secret opens under its key and context only")
  func sealing() throws {
    let folder = try Folder()
    let box = try SecretBox.open(keyFile: folder.path + "/keys/secret.key", createIfMissing: true)
    let sealed = try box.seal(secret, context: "authority/a")
    #expect(try box.open(sealed, context: "authority/a") == secret)
    #expect(try SecretBox.open(keyFile: box.keyFile, createIfMissing: false).open(sealed, context: "authority/a") == secret)
    #expect(try box.seal(secret, context: "authority/a") != sealed)
    #expect(sealed.range(of: secret) == nil && sealed.count == secret.count + 29)
    #expect(try box.open(box.seal(Data(), context: ""), context: "").isEmpty)

    let other = try SecretBox.open(keyFile: folder.path + "/other.key", createIfMissing: true)
    for (reader, context) in [(other, "authority/a"), (box, "authority/b"), (box, "")] {
      let error = #expect(throws: StoreError.self) { try reader.open(sealed, context: context) }
      #expect(error?.kind == .damaged && error?.message.contains("cannot be opened") == true)
    }
    for place in sealed.indices {
      var tampered = sealed
      tampered[place] ^= 1
      #expect(throws: StoreError.self) { try box.open(tampered, context: "authority/a") }
    }
    for short in 0..<sealed.count { #expect(throws: StoreError.self) { try box.open(sealed.prefix(short), context: "authority/a") } }
  }

  @Test("the key file is made once, for its owner alone")
  func keyFile() async throws {
    let folder = try Folder()
    let path = folder.path + "/keys/secret.key"
    let missing = #expect(throws: StoreError.self) { try SecretBox.open(keyFile: path, createIfMissing: false) }
    #expect(missing?.kind == .notFound)
    // Many at once: all must end with the same key.
    let sealed = try await withThrowingTaskGroup(of: Data.self) { group in
      for _ in 0..<16 { group.addTask { try SecretBox.open(keyFile: path, createIfMissing: true).seal(Data([1]), context: "c") } }
      return try await group.reduce(into: [Data]()) { $0.append($1) }
    }
    let box = try SecretBox.open(keyFile: path, createIfMissing: false)
    for one in sealed { #expect(try box.open(one, context: "c") == Data([1])) }
    #expect(try folder.mode(path) == 0o600 && folder.mode(folder.path + "/keys") == 0o700)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/keys") == ["secret.key"])
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(Data(base64Encoded: text.trimmingCharacters(in: .newlines))?.count == 32)
  }

  @Test(
    "a key file that others can reach is refused",
    arguments: [(0o600, true), (0o400, true), (0o640, true), (0o644, false), (0o660, false), (0o601, false)])
  func keyMode(_ mode: Int, _ isTaken: Bool) throws {
    let folder = try Folder()
    let path = folder.path + "/secret.key"
    _ = try SecretBox.open(keyFile: path, createIfMissing: true)
    chmod(path, mode_t(mode))
    if isTaken {
      _ = try SecretBox.open(keyFile: path, createIfMissing: false)
    } else {
      let error = #expect(throws: StoreError.self) { try SecretBox.open(keyFile: path, createIfMissing: true) }
      #expect(error?.kind == .refused && error?.hint == "chmod 600 \(path)")
    }
  }

  @Test(
    "a key file without a key is refused and left as it is",
    arguments: ["", "short", Data(count: 31).base64EncodedString(), String(repeating: "A", count: 5000)])
  func badKey(_ content: String) throws {
    let folder = try Folder()
    let path = folder.path + "/secret.key"
    try Data(content.utf8).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o600)
    let error = #expect(throws: StoreError.self) { try SecretBox.open(keyFile: path, createIfMissing: true) }
    #expect(error?.kind == .damaged)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
  }

  @Test("a key beside the data is told from one in it, also through links")
  func inside() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.data + "/deep", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: folder.data)
    func isInside(_ name: String) throws -> Bool {
      try SecretBox.open(keyFile: folder.path + name, createIfMissing: true).isInside(directory: folder.data)
    }
    #expect(
      try isInside("/data/secret.key") && isInside("/data/deep/secret.key") && isInside("/link/secret.key")
        && isInside("/other/../data/secret.key"))
    #expect(try !isInside("/secret.key") && !isInside("/data-beside/secret.key"))
  }

  @Test("a box shows nothing of its key")
  func description() throws {
    let folder = try Folder()
    let box = try SecretBox.open(keyFile: folder.path + "/secret.key", createIfMissing: true)
    var dumped = ""
    dump(box, to: &dumped)
    #expect("\(box)" == "<secret>" && String(reflecting: box) == "<secret>" && String(describing: [box]) == "[<secret>]")
    #expect(!dumped.contains("Symmetric") && dumped.contains("<secret>"))
  }
}
