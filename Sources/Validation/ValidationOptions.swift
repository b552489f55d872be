import Media

/// Which checks run and how strict they are.
public struct ValidationOptions: Sendable {
  public enum Profile: String, Sendable, CaseIterable {
    /// Errors drop a record.
    case train
    /// Warnings drop it too.
    case strict
  }
  public var profile = Profile.train
  /// Identifiers that are left out.
  public var skip: Set<String> = []
  /// When not empty, only these run.
  public var only: Set<String> = []
  public var threads = 1
  public var limits = MediaLimits()

  public init() {}

  func runs(_ id: String) -> Bool { !skip.contains(id) && (only.isEmpty || only.contains(id)) }

  /// True when a finding of this severity makes a record bad.
  func isBad(_ severity: Severity) -> Bool {
    switch severity {
    case .error: true
    case .warning: profile == .strict
    case .information: false
    }
  }
}
