import Crypto
public import Foundation
import ThresholdModel

/// Keeps secrets unreadable in the database: AES-256-GCM (NIST SP 800-38D) under a key from a file.
///
/// A sealed secret is one version byte (1), a random nonce of 12 bytes, the ciphertext, and a tag of 16
/// bytes. Each is bound to its context, so that one cannot be put in another's place.
public struct SecretBox: Sendable {
  /// Where the key came from.
  public let keyFile: String
  private let key: SymmetricKey
  private static let version: UInt8 = 1

  init(key: SymmetricKey, keyFile: String) {
    self.key = key
    self.keyFile = keyFile
  }

  /// Reads the key.
  /// - Parameters:
  ///   - keyFile: holds 32 random bytes in base64 on one line; nobody but its owner, and at most its
  ///     group for reading, may look into it.
  ///   - createIfMissing: makes a key when there is no file, with mode 0600, and its folder with mode
  ///     0700. Only for a store that has no secrets yet: another key opens none of them.
  /// - Throws: ``StoreError`` of kind `notFound` when there is no file, `refused` when others can read
  ///   it, `damaged` when it holds no key, `full` or `io`.
  public static func open(keyFile: String, createIfMissing: Bool) throws(StoreError) -> SecretBox {
    if let key = try KeyFile.read(keyFile) { return SecretBox(key: key, keyFile: keyFile) }
    guard createIfMissing else {
      throw StoreError(
        .notFound, "the key file `\(keyFile.escapedForDisplay)` does not exist", hint: "restore it: without it no secret can be read")
    }
    try KeyFile.create(keyFile)
    // Read back instead of using what was written: another process may have been first.
    guard let key = try KeyFile.read(keyFile) else {
      throw StoreError(.io, "the key file `\(keyFile.escapedForDisplay)` vanished right after it was made")
    }
    return SecretBox(key: key, keyFile: keyFile)
  }

  /// Seals a secret.
  /// - Parameter context: what the secret is and whose, for example `authority/ID`; it must be given again to open.
  /// - Throws: ``StoreError`` of kind `refused`, for more bytes than AES-GCM can seal.
  public func seal(_ plain: Data, context: String) throws(StoreError) -> Data {
    do {
      let sealed = try AES.GCM.seal(plain, using: key, authenticating: Self.bound(context))
      return Data([Self.version]) + sealed.nonce + sealed.ciphertext + sealed.tag
    } catch {
      throw StoreError(.refused, "the secret `\(context.escapedForDisplay)` cannot be sealed", cause: "\(error)")
    }
  }

  /// Opens what ``seal(_:context:)`` made.
  /// - Throws: ``StoreError`` of kind `damaged` when it was sealed under another key or for another
  ///   context, or was changed since: the three cannot be told apart.
  public func open(_ sealed: Data, context: String) throws(StoreError) -> Data {
    do {
      guard sealed.first == Self.version else { throw CryptoKitError.authenticationFailure }
      return try AES.GCM.open(AES.GCM.SealedBox(combined: sealed.dropFirst()), using: key, authenticating: Self.bound(context))
    } catch {
      throw StoreError(
        .damaged, "the secret `\(context.escapedForDisplay)` cannot be opened: the key file is another one, or the secret was changed",
        hint: "restore the key file `\(keyFile.escapedForDisplay)`", cause: "\(error)")
    }
  }

  /// Whether the key lies in a folder, or below it: there it would be copied and stolen together with
  /// what it protects. Links are followed.
  public func isInside(directory: String) -> Bool {
    let folder = KeyFile.resolved(directory)
    return KeyFile.resolved(keyFile).hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  private static func bound(_ context: String) -> Data { Data("threshold-secret-v1\u{0}\(context)".utf8) }
}

extension SecretBox: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "<secret>" }
  public var debugDescription: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
