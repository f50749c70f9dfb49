/// What an administrative rule may allow. Source: reference, roles-and-resources §5.2.
public enum Verb: String, Sendable, Hashable, CaseIterable {
  case list, create, read, update, delete, rotate, use, enroll
  case readWithoutSecrets = "readnosecrets"
  case createEnrollToken = "create_enroll_token"
}
