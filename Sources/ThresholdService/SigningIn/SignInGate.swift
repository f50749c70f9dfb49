import ThresholdModel

/// Holds back whoever keeps failing to sign in, by account and by address.
///
/// The first failures are free; then each doubles the wait. Lost at a restart on purpose: it slows
/// guessing down, the slow hash does the rest.
actor SignInGate {
  private struct Record {
    var failures = 0
    var openAgain = Moment(milliseconds: 0)
    var touched = Moment(milliseconds: 0)
  }

  private static let freePerAccount = 5
  private static let freePerAddress = 20
  private static let longestWait = Span.minutes(15)
  /// After this long without a failure, an account or address starts afresh.
  private static let memory = Span.minutes(30)
  private static let mostRecords = 50_000

  private var accounts: [UserKey: Record] = [:]
  private var addresses: [String: Record] = [:]

  /// - Throws: ``Problem`` of kind `tooManyRequests` while the account or the address has to wait.
  /// - Parameter user: nil where no account is asked for: only the address counts then.
  func admit(_ user: UserName?, from address: String, at now: Moment) throws(Problem) {
    let account = user.flatMap { accounts[$0.key]?.openAgain } ?? now
    let until = max(account, addresses[Self.network(address)]?.openAgain ?? now)
    guard until <= now else {
      let seconds = Int((until - now).milliseconds / 1000) + 1
      throw Problem(.tooManyRequests, "too many failed sign-ins", hint: "try again in \(seconds) seconds", retryAfter: seconds)
    }
  }

  func failed(_ user: UserName?, from address: String, at now: Moment) {
    forgetSome(at: now)
    if let user { accounts[user.key] = Self.after(accounts[user.key], free: Self.freePerAccount, at: now) }
    let network = Self.network(address)
    addresses[network] = Self.after(addresses[network], free: Self.freePerAddress, at: now)
  }

  /// Whoever has one IPv6 address has a whole /64 of them: these count as one.
  static func network(_ address: String) -> String {
    guard address.contains(":"), !address.contains(".") else { return address.replacing("::ffff:", with: "") }
    let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    var groups = halves[0].split(separator: ":").map(String.init)
    if halves.count == 2 {
      let tail = halves[1].split(separator: ":").map(String.init)
      groups += Array(repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail
    }
    return groups.prefix(4).joined(separator: ":") + "::/64"
  }

  func succeeded(_ user: UserName) { accounts[user.key] = nil }

  private static func after(_ record: Record?, free: Int, at now: Moment) -> Record {
    var next = record ?? Record()
    if now - next.touched > memory { next.failures = 0 }
    next.failures += 1
    next.touched = now
    let excess = next.failures - free
    if excess > 0 { next.openAgain = now + min(longestWait, .seconds(1 << min(excess, 10))) }
    return next
  }

  private func forgetSome(at now: Moment) {
    guard accounts.count + addresses.count >= Self.mostRecords else { return }
    accounts = accounts.filter { now - $0.value.touched <= Self.memory }
    addresses = addresses.filter { now - $0.value.touched <= Self.memory }
    accounts = Self.newest(accounts)
    addresses = Self.newest(addresses)
  }

  /// What was touched last, a quarter of the most, when that is still too much.
  private static func newest<Key>(_ records: [Key: Record]) -> [Key: Record] {
    guard records.count >= mostRecords / 2 else { return records }
    let kept = records.sorted { $0.value.touched > $1.value.touched }.prefix(mostRecords / 4)
    return Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
  }
}
