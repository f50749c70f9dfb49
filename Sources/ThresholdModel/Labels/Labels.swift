/// What the prefixes of label keys mean. Source: reference, roles-and-resources §6, "Labels".
public enum Labels {
  /// Labels set through the API beside the resource's own document; may not be used in deny rules.
  public static let dynamicPrefix = "dynamic/"
  /// Bookkeeping of the cluster; left out of listings.
  public static let internalPrefix = "teleport.internal/"
  /// Works in roles, is never shown.
  public static let hiddenPrefix = "teleport.hidden/"
  /// Facts about where a resource came from; may be used in roles and is shown.
  public static let systemPrefix = "teleport.dev/"

  /// The labels that a listing shows: without hidden ones and bookkeeping.
  public static func shown(_ labels: [String: String]) -> [String: String] {
    labels.filter { !$0.key.hasPrefix(hiddenPrefix) && !$0.key.hasPrefix(internalPrefix) }
  }
}
