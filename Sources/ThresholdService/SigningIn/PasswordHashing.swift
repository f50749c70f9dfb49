import Crypto
import CryptoExtras
import Foundation
import Synchronization
import ThresholdModel

/// Turns passwords into records and checks them: scrypt (RFC 7914), a bounded number at a time.
///
/// Hashing is meant to be slow and to take memory (32 MiB each), so an attacker who signs in without
/// end must not be able to take the machine: beyond the bound, callers are told when to come again.
final class PasswordHashing: Sendable {
  /// scrypt's N for new records; r = 8, p = 1.
  private static let cost = 1 << 15
  private static let blockSize = 8
  private static let mostAtOnce = 2
  private static let mostWaiting = 16
  /// The shortest password accepted, in characters.
  static let shortest = 12
  /// The longest, in bytes.
  private static let longest = 1024

  private let queue = DispatchQueue(label: "password-hashing", attributes: .concurrent)
  private let slots: DispatchSemaphore
  private let waiting = Mutex(0)
  /// Stands in for users who do not exist, so that they take the same time.
  private let nobody: PasswordRecord

  /// - Parameter slots: how many hash at once; tests hand in one that they hold shut.
  init(at now: Moment, slots: DispatchSemaphore = DispatchSemaphore(value: mostAtOnce)) {
    self.slots = slots
    nobody = PasswordRecord(
      user: "nobody", salt: Data((0..<16).map { _ in UInt8.random(in: 0...255) }), hash: Data(repeating: 0, count: 32), cost: Self.cost,
      changed: now)
  }

  /// Says whether a password may be set.
  /// - Throws: ``Problem`` of kind `badParameter`.
  static func check(_ password: String) throws(Problem) {
    guard password.count >= shortest else {
      throw Problem(
        .badParameter, "the password is shorter than \(shortest) characters", hint: "choose a longer one, for example four random words")
    }
    guard password.utf8.count <= longest else {
      throw Problem(.badParameter, "the password is longer than \(longest) bytes", hint: "choose a shorter one")
    }
  }

  func record(_ password: String, of user: UserName, at now: Moment) async throws(Problem) -> PasswordRecord {
    try Self.check(password)
    let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255) })
    let hash = try await derive(password, salt: salt, cost: Self.cost)
    return PasswordRecord(user: user, salt: salt, hash: hash, cost: Self.cost, changed: now)
  }

  /// Checks a password in the same time whether the user exists or not.
  /// - Parameter record: nil for an unknown user, or one without a password.
  func matches(_ password: String, _ record: PasswordRecord?) async throws(Problem) -> Bool {
    let stored = record ?? nobody
    let tried = password.utf8.count <= Self.longest ? password : ""
    let hash = try await derive(tried, salt: stored.salt, cost: stored.cost)
    let isEqual = HMAC<SHA256>.isValidAuthenticationCode(
      HMAC<SHA256>.authenticationCode(for: stored.hash, using: Self.comparisonKey), authenticating: hash, using: Self.comparisonKey)
    return isEqual && record != nil
  }

  /// Comparing through a keyed digest takes the same time wherever two hashes differ.
  private static let comparisonKey = SymmetricKey(size: .bits256)

  private func derive(_ password: String, salt: Data, cost: Int) async throws(Problem) -> Data {
    let isAdmitted = waiting.withLock { count in
      guard count < Self.mostAtOnce + Self.mostWaiting else { return false }
      count += 1
      return true
    }
    guard isAdmitted else {
      throw Problem(.tooManyRequests, "too many people are signing in at once", hint: "try again in 2 seconds", retryAfter: 2)
    }
    let result: Result<Data, Problem> = await withCheckedContinuation { continuation in
      queue.async { [self] in
        slots.wait()
        defer {
          slots.signal()
          waiting.withLock { $0 -= 1 }
        }
        do {
          let key = try KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: cost, blockSize: Self.blockSize, parallelism: 1,
            maxMemory: cost * Self.blockSize * 256)
          continuation.resume(returning: .success(key.withUnsafeBytes { Data($0) }))
        } catch {
          continuation.resume(returning: .failure(Problem(.internalError, "the password could not be checked", cause: "\(error)")))
        }
      }
    }
    return try result.get()
  }
}
