import ThresholdModel

/// An explanation as a person reads it.
struct ExplanationText {
  let told: AccessExplanation

  /// Whole lines; everything from data is escaped.
  var lines: [String] {
    var lines = [headline]
    for ground in told.grounds { lines += [""] + self.lines(of: ground) }
    if told.allowed, told.accounts.isEmpty { lines += [""] + possible }
    guard !told.allowed else { return lines }
    if !told.obstacles.isEmpty {
      lines += ["", "It is refused because"]
      for obstacle in told.obstacles { lines += self.lines(of: obstacle) }
    }
    if !told.near.isEmpty {
      lines += ["", "What is missing:"]
      for near in told.near { lines += self.lines(of: near) }
      if told.moreNear > 0 { lines.append("  and \(told.moreNear) more roles") }
    }
    if told.possibleAccounts != nil { lines += [""] + possible }
    return lines + wayOut
  }

  private var headline: String {
    let accounts = told.accounts.isEmpty ? "" : " as \(told.accounts.map(\.description).joined(separator: " and "))"
    let place = told.displayName == told.name ? told.name : "\(told.displayName) (\(told.name))"
    let access = "\(told.user.text.escapedForDisplay)\(accounts) on \(told.kind) \(place.escapedForDisplay)"
    guard told.allowed else {
      return "REFUSED: \(access)\n  \((told.refusal ?? "").escapedForDisplay)"
    }
    return "ALLOWED: \(access), \(told.until.map { "until \($0.inTables) UTC" } ?? "without an end of its own")"
  }

  private func lines(of ground: ToldGround) -> [String] {
    var lines = ["Through role \(ground.role.text.escapedForDisplay), \(ground.source.words(for: told.user))"]
    for condition in ground.conditions { lines.append("  \(condition.words)") }
    for account in ground.accounts {
      let entry = account.entry.map { $0 == account.value ? "" : ", by the entry `\($0.escapedForDisplay)`" } ?? ", by another role or rule"
      lines.append("  \(Principal(account.field, account.value)) is allowed\(entry)")
    }
    guard let first = ground.ends.first else { return lines + ["  does not end by itself"] }
    lines.append("  ends \(first.at.inTables) UTC, when \(first.what.escapedForDisplay) ends")
    for end in ground.ends.dropFirst() { lines.append("    then \(end.at.inTables) UTC: \(end.what.escapedForDisplay)") }
    return lines
  }

  private func lines(of obstacle: ToldObstacle) -> [String] {
    let source = obstacle.source.map { " (\($0.words(for: told.user)))" } ?? ""
    return ["  \(obstacle.message.escapedForDisplay)\(source)"] + obstacle.conditions.map { "    \($0.words)" }
  }

  private func lines(of near: ToldNearRole) -> [String] {
    ["  Role \(near.role.text.escapedForDisplay), \(near.source.words(for: told.user)):"]
      + near.missing.map { "    \($0.escapedForDisplay)" }
  }

  private var possible: [String] {
    let fields = (told.possibleAccounts ?? [:]).filter { !$0.value.isEmpty }
    guard told.possibleAccounts != nil else { return ["There is no account that could be used now."] }
    guard !fields.isEmpty else { return ["It takes no account."] }
    return ["Accounts that can be used there now:"]
      + fields.sorted { $0.key < $1.key }.map { field, values in
        let shown = values.prefix(20).map(\.escapedForDisplay).joined(separator: ", ")
        return "  \(field): \(shown)\(values.count > 20 ? " and \(values.count - 20) more" : "")"
      }
  }

  private var wayOut: [String] {
    var lines: [String] = []
    for request in told.requests {
      let state =
        switch request.need {
        case .assuming: "is approved and would open it"
        case .waiting: "is approved and would open it from \(request.starts?.inTables ?? "later") UTC on"
        case .approval: "waits for approval and would open it"
        }
      lines += ["", "Access request \(request.id.text.escapedForDisplay) \(state):", "  \(request.command.escapedForDisplay)"]
    }
    if let shortest = told.shortestRequest, told.requests.isEmpty {
      lines += ["", "The shortest request that would open it:", "  \(shortest.command.escapedForDisplay)"]
    }
    if told.shortestRequest == nil, told.requests.isEmpty {
      lines += ["", "No request of \(told.user.text.escapedForDisplay) would open it."]
    }
    guard !told.approvers.isEmpty else {
      return told.shortestRequest == nil || !told.requests.isEmpty ? lines : lines + ["Nobody could approve it now."]
    }
    lines.append("Who could approve it now:")
    for approver in told.approvers {
      let through = approver.source.map { ", \($0.words(for: approver.user))" } ?? ""
      lines.append("  \(approver.user.text.escapedForDisplay)\(through)")
    }
    if told.moreApprovers > 0 { lines.append("  and \(told.moreApprovers) more") }
    return lines
  }
}

extension ToldSource {
  /// For example: as a member of list 5f2c… by way of list team.
  func words(for user: UserName) -> String {
    let way = via.isEmpty ? "" : " by way of list \(via.map(\.text.escapedForDisplay).joined(separator: ", then list "))"
    return switch kind {
    case .own: "given to \(user.text.escapedForDisplay) directly"
    case .member: "as a member of list \((list?.text ?? "").escapedForDisplay)\(way)"
    case .owner: "as an owner of list \((list?.text ?? "").escapedForDisplay)\(way)"
    case .request: "by access request \((request?.text ?? "").escapedForDisplay)"
    }
  }
}

extension ToldCondition {
  /// For example: label env=test matches test or dev.
  var words: String {
    let values = wanted.prefix(5).map { "`\($0.escapedForDisplay)`" }.joined(separator: " or ") + (wanted.count > 5 ? " or others" : "")
    switch subject {
    case .label:
      let label = "label `\((key ?? "").escapedForDisplay)`"
      return found.map { "\(label) is `\($0.escapedForDisplay)`, which matches \(values)" } ?? "\(label) matches \(values)"
    case .everything: return "it matches everything"
    case .expression: return "the expression \(values) holds"
    case .name: return "`\((found ?? "").escapedForDisplay)` matches \(values)"
    case .nothing: return "it needs no label"
    }
  }
}
