import HashTreeCollections
public import ThresholdModel

/// What holds for the whole cluster, and the rules that watch requests.
extension World {
  /// How people authenticate: as written, or what holds when nothing is.
  public var authentication: AuthPreferenceSpec { authPreference?.spec ?? AuthPreferenceSpec() }
  /// Where sessions are recorded: as written, or what holds when nothing is.
  public var recording: RecordingConfigSpec { recordingConfig?.spec ?? RecordingConfigSpec() }

  public func monitoringRule(_ name: String) -> MonitoringRule? { monitoringRulesByName[name] }
  /// All access monitoring rules, sorted by name; some may have run out.
  public var monitoringRules: [MonitoringRule] { monitoringRulesByName.values.sorted { $0.name < $1.name } }
}
