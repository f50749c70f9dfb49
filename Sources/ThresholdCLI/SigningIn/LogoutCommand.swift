import ArgumentParser
import Foundation
import ThresholdClient
import ThresholdModel

struct LogoutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logout", abstract: "End your sign-ins, here and on the server.",
    discussion: """
      Ends every sign-in whose keys are on this machine, or with --proxy or --user those. What they held open is cut. The local \
      keys go even when the server can't be reached. `tctl users sign-ins` shows what else of yours lasts.

      Example:
        tsh logout
      """)

  @OptionGroup var globals: GlobalOptions

  func run() async throws {
    let profiles = try chosen()
    let terminal = Terminal.current
    guard profiles.contains(where: { $0.session != nil }) else {
      throw Problem(.unauthenticated, "you are not signed in", hint: "tsh login --proxy HOST:PORT --user NAME")
    }
    for profile in profiles {
      guard let session = profile.session else { continue }
      await end(profile, session)
      try globals.folder.removeSession(of: profile)
      terminal.print("Logged out \(profile.user.text.escapedForDisplay) from \(profile.server).")
    }
  }

  private func chosen() throws -> [Profile] {
    let (proxy, user) = (try globals.givenProxy(), try globals.givenUser())
    if let proxy { return [try globals.folder.profile(proxy: proxy, user: user)] }
    return globals.folder.signIns().filter { user == nil || $0.user.key == user?.key }
  }

  private func end(_ profile: Profile, _ session: Profile.Session) async {
    guard session.expires > Moment(Date()) else { return }
    do { try await SigningIn(folder: globals.folder, options: globals.clientOptions).endOnServer(profile) } catch {
      // It has ended there already: nothing is left to say.
      guard error.kind != .unauthenticated else { return }
      Terminal.current.warn(
        "the server did not confirm it (\(error.message.escapedForDisplay)); the sign-in lasts there until \(session.expires) unless an admin ends it"
      )
    }
  }
}
