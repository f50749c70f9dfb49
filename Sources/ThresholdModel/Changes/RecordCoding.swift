public import Foundation

extension Record {
  /// The record's content as JSON with sorted keys: what the store keeps.
  /// - Throws: only for values that JSON cannot hold, which is a bug.
  public func body() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return switch self {
    case .user(let value): try encoder.encode(value)
    case .role(let value): try encoder.encode(value)
    case .server(let value): try encoder.encode(value)
    case .list(let value): try encoder.encode(value)
    case .member(let value): try encoder.encode(value)
    case .request(let value): try encoder.encode(value)
    case .lock(let value): try encoder.encode(value)
    case .token(let value): try encoder.encode(value)
    case .signIn(let value): try encoder.encode(value)
    case .certificate(let value): try encoder.encode(value)
    case .authority(let value): try encoder.encode(value)
    case .password(let value): try encoder.encode(value)
    case .cluster(let value): try encoder.encode(value)
    }
  }

  /// Reads what ``body()`` wrote.
  /// - Throws: `DecodingError` when the bytes are not a record of that kind.
  public init(kind: Kind, body: Data) throws {
    let decoder = JSONDecoder()
    self =
      switch kind {
      case .user: .user(try decoder.decode(User.self, from: body))
      case .role: .role(try decoder.decode(Role.self, from: body))
      case .server: .server(try decoder.decode(Server.self, from: body))
      case .list: .list(try decoder.decode(AccessList.self, from: body))
      case .member: .member(try decoder.decode(Member.self, from: body))
      case .request: .request(try decoder.decode(AccessRequest.self, from: body))
      case .lock: .lock(try decoder.decode(Lock.self, from: body))
      case .token: .token(try decoder.decode(JoinToken.self, from: body))
      case .signIn: .signIn(try decoder.decode(SignIn.self, from: body))
      case .certificate: .certificate(try decoder.decode(IssuedCertificate.self, from: body))
      case .authority: .authority(try decoder.decode(Authority.self, from: body))
      case .password: .password(try decoder.decode(PasswordRecord.self, from: body))
      case .cluster: .cluster(try decoder.decode(Cluster.self, from: body))
      }
  }

  /// The record with a new revision; records that are not documents come back as they are.
  public func revised(_ revision: String) -> Record {
    switch self {
    case .user(var value): value.metadata.revision = revision; return .user(value)
    case .role(var value): value.metadata.revision = revision; return .role(value)
    case .server(var value): value.metadata.revision = revision; return .server(value)
    case .list(var value): value.metadata.revision = revision; return .list(value)
    case .member(var value): value.metadata.revision = revision; return .member(value)
    case .request(var value): value.metadata.revision = revision; return .request(value)
    case .lock(var value): value.metadata.revision = revision; return .lock(value)
    case .token, .signIn, .certificate, .authority, .password, .cluster: return self
    }
  }
}
