/// A document without the unknown fields that its writer agreed to leave out.
public struct TrimmedDocument: Hashable, Sendable {
  public let document: Value
  /// Where the fields stood that are not there any more, for example `spec.allow.mainframe_labels`; sorted.
  public let ignored: [String]
}

extension FieldTable {
  /// Leaves out unknown fields that can only add something: in roles those that stand directly under `spec.allow`.
  ///
  /// Under `deny`, under `options`, in list items and in conditions an unknown field may narrow something: there it
  /// stays, to be refused by ``checked(_:)``. Fields that are known and not enforced yet stay too.
  public func leavingOutUnknown(_ document: Value) -> TrimmedDocument {
    var ignored: [String] = []
    let trimmed = trimmed(document, at: "", place: "", ignored: &ignored)
    return TrimmedDocument(document: trimmed, ignored: ignored)
  }

  private func trimmed(_ value: Value, at parent: String, place: String, ignored: inout [String]) -> Value {
    guard case .map(let entries) = value, parent.isEmpty || field(at: parent)?.shape == .object else { return value }
    var kept: [String: Value] = [:]
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
      let path = parent.isEmpty ? key : "\(parent).\(key)"
      let place = DocumentCheck.place(key, in: place)
      if field(at: path) == nil, lenient.contains(parent) {
        ignored.append(place)
        continue
      }
      kept[key] = trimmed(value, at: path, place: place, ignored: &ignored)
    }
    return .map(kept)
  }

  /// The field whose last part is closest to what was written: `login` finds `logins`.
  func suggestion(for path: String) -> String? {
    let parent = path.split(separator: ".").dropLast().joined(separator: ".")
    let siblings = fields.filter { field in
      field.path.split(separator: ".").dropLast().joined(separator: ".") == parent
    }
    let last = path.split(separator: ".").last.map(String.init) ?? path
    let near = siblings.first { field in
      let name = field.path.split(separator: ".").last.map(String.init) ?? ""
      return name.hasPrefix(last) || last.hasPrefix(name)
    }
    if let near { return "did you mean `\(shown(near.path))`?" }
    let names = siblings.filter { $0.owner == .person && $0.support != .notYet }.compactMap {
      $0.path.split(separator: ".").last.map { shown(String($0)) }
    }
    return names.isEmpty ? nil : "known here: \(names.sorted().joined(separator: ", "))"
  }

  private func shown(_ path: String) -> String { path.replacing("[]", with: "").replacing("{}", with: "").escapedForDisplay }
}
