import ArgumentParser
import ThresholdAPI
import ThresholdModel

/// What a change would do, as a person reads it.
struct PlanText {
  let plan: AccessPlan

  /// Whole lines; everything from data is escaped.
  var lines: [String] {
    guard !plan.isEmpty else { return ["Nobody's access would change.", verdict] }
    var lines: [String] = []
    lines += section("Access that counts without asking:", plan.standing)
    lines += section("Access that could be requested:", plan.requestable)
    if !plan.roles.rows.isEmpty {
      lines += ["Roles:"] + plan.roles.rows.map(line)
      if plan.roles.more > 0 { lines.append("  and \(plan.roles.more) more") }
      lines.append("")
    }
    if !plan.notes.isEmpty {
      lines += ["Besides:"] + plan.notes.map { "  \($0.widens ? "+" : "-") \($0.text.escapedForDisplay)" } + [""]
    }
    if plan.unexamined > 0 {
      lines += ["\(plan.unexamined) more people may be touched and were not looked at; they count as wider.", ""]
    }
    return lines + [verdict]
  }

  private var verdict: String {
    let people = plan.examined == 1 ? "1 person was" : "\(plan.examined) people were"
    return plan.widens
      ? "This change WIDENS access (exit status \(ExitStatus.widens)); \(people) looked at."
      : "This change widens nobody's access; \(people) looked at."
  }

  private func section(_ title: String, _ access: PlannedAccess) -> [String] {
    guard !access.rows.isEmpty else { return [] }
    return [title] + access.rows.flatMap(lines) + (access.more > 0 ? ["  and \(access.more) more"] : []) + [""]
  }

  private func lines(_ row: PlannedAccess.Row) -> [String] {
    let place = "\(row.user.text.escapedForDisplay) on \(row.kind) \(row.displayName.escapedForDisplay)"
    func listed(_ accounts: [Principal]) -> String {
      let shown = accounts.prefix(10).map(\.description).joined(separator: ", ")
      return accounts.count > 10 ? "\(shown) and \(accounts.count - 10) more" : shown
    }
    var lines: [String] = []
    if row.isNew || !row.gained.isEmpty { lines.append("  + \(place)\(row.gained.isEmpty ? "" : ": \(listed(row.gained))")") }
    if row.isGone || !row.lost.isEmpty { lines.append("  - \(place)\(row.lost.isEmpty ? "" : ": \(listed(row.lost))")") }
    return lines
  }

  private func line(_ row: PlannedRoles.Row) -> String {
    let role = "\(row.user.text.escapedForDisplay) \(row.role.text.escapedForDisplay), \(row.source.words(for: row.user))"
    let sign = row.widens ? "+" : "-"
    func time(_ end: Moment?) -> String { end.map { "until \($0.inTables) UTC" } ?? "without an end" }
    switch (row.held, row.holds) {
    case (false, true): return "  \(sign) \(role), \(time(row.holdsUntil))"
    case (true, true): return "  \(sign) \(role), \(time(row.holdsUntil)) instead of \(time(row.heldUntil))"
    case (_, false): return "  \(sign) \(role)"
    }
  }
}

extension Terminal {
  /// Prints what a change would do.
  /// - Throws: `ExitCode` with ``ExitStatus/widens`` when anybody would get anything.
  func print(_ plan: AccessPlan, as format: OutputFormat) throws {
    try print(plan, as: format) { () throws(Problem) in print(PlanText(plan: plan).lines.joined(separator: "\n")) }
    if plan.widens { throw ExitCode(ExitStatus.widens) }
  }
}
