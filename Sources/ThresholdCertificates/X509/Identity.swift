import Foundation
import SwiftASN1
public import ThresholdModel
import X509

/// Who a client certificate stands for, and through which sign-in: all that a certificate says.
/// What that person may do is decided elsewhere, at the moment they do it.
public struct Identity: Hashable, Sendable {
  /// The user's name as ``NameRule/user`` allows it.
  public let user: UserName
  /// A lower-case UUID.
  public let signIn: SignInID

  public init(user: UserName, signIn: SignInID) {
    self.user = user
    self.signIn = signIn
  }

  /// The object identifier of the certificate extension that carries an identity.
  ///
  /// It lies under the private-enterprise arc; the enterprise number spells `THRS` in ASCII, far beyond
  /// the numbers that IANA has assigned.
  public static let extensionOID = "1.3.6.1.4.1.1414025811.1.1"

  static let oid: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 1_414_025_811, 1, 1]

  /// Says whether the identity may stand in a certificate.
  /// - Throws: ``Problem`` of kind `badParameter`.
  func check() throws(Problem) {
    try NameRule.user.check(user.text)
    guard UUID(uuidString: signIn.text)?.uuidString.lowercased() == signIn.text else {
      throw Problem(.badParameter, "`\(signIn.text.escapedForDisplay)` is not the id of a sign-in")
    }
  }

  /// The extension: JSON with sorted keys in a DER UTF8String, for example
  /// `{"sign_in":"5b0c…","user":"alice"}`. Not critical, since TLS libraries refuse critical extensions
  /// that they don't know.
  /// - Throws: ``Problem`` of kind `badParameter` for an identity that breaks its rules.
  func certificateExtension() throws(Problem) -> Certificate.Extension {
    Certificate.Extension(oid: Self.oid, critical: false, value: try encoded()[...])
  }

  /// Reads what ``certificateExtension()`` wrote, and nothing else: other keys, another order, white space,
  /// doubled keys or names that break the rules are refused.
  /// - Throws: ``Problem`` of kind `unauthenticated`.
  init(_ certificateExtension: Certificate.Extension) throws(Problem) {
    let malformed = Problem(.unauthenticated, "the certificate's identity cannot be read")
    do {
      let json = try String(ASN1UTF8String(derEncoded: certificateExtension.value))
      let content = try JSONDecoder().decode(Content.self, from: Data(json.utf8))
      self.init(user: UserName(content.user), signIn: SignInID(content.signIn))
      // One identity has one encoding: whatever else decodes to the same is not ours.
      guard try encoded() == Array(certificateExtension.value) else { throw malformed }
    } catch {
      throw malformed
    }
  }

  private func encoded() throws(Problem) -> [UInt8] {
    try check()
    return try attempt(.internalError, "the identity could not be written") {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let json = try encoder.encode(Content(user: user.text, signIn: signIn.text))
      var serializer = DER.Serializer()
      try serializer.serialize(ASN1UTF8String(String(decoding: json, as: UTF8.self)))
      return serializer.serializedBytes
    }
  }

  private struct Content: Codable {
    let user: String
    let signIn: String

    enum CodingKeys: String, CodingKey {
      case user
      case signIn = "sign_in"
    }
  }
}
