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
  func admit(_ user: UserName, from address: String, at now: Moment) throws(Problem) {
    let until = max(accounts[user.key]?.openAgain ?? now, addresses[address]?.openAgain ?? now)
    guard until <= now else {
      let seconds = Int((until - now).milliseconds / 1000) + 1
      throw Problem(.tooManyRequests, "too many failed sign-ins", hint: "try again in \(seconds) seconds", retryAfter: seconds)
    }
  }

  func failed(_ user: UserName, from address: String, at now: Moment) {
    forgetSome(at: now)
    accounts[user.key] = Self.after(accounts[user.key], free: Self.freePerAccount, at: now)
    addresses[address] = Self.after(addresses[address], free: Self.freePerAddress, at: now)
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
    // Whoever floods the memory with fresh names loses nothing by it: full means everybody starts again
    // except the addresses, which cannot be made up as freely.
    if accounts.count >= Self.mostRecords / 2 { accounts = [:] }
  }
}
