/// What a run has done so far, in one line for people.
public struct RunReport {
  /// What is counted, in the plural: "records".
  public var unit: String
  public var done = 0
  /// How many of these an earlier run did.
  public var doneEarlier = 0
  /// Bytes of input that were read.
  public var bytes = 0
  public var seconds = 0.0
  /// How much of all that is to be done is done, 0 to 1; nil when nobody knows.
  public var share: Double?
  /// The share that was done before these seconds.
  public var shareEarlier = 0.0
  public var skipped = Tally()

  public init(unit: String) { self.unit = unit }

  /// "1200 records, 340/s, 12.5 MB/s, 7 skipped (image damaged: 5, row: 2), 43 %, 2 min 10 s left"
  public var line: String {
    var parts = ["\(done) \(unit)"]
    if seconds > 0.2 {
      parts.append("\(Int(Double(done - doneEarlier) / seconds))/s")
      if bytes > 0 { parts.append("\(Self.decimal(Double(bytes) / 1e6 / seconds)) MB/s") }
    }
    if skipped.count > 0 { parts.append("\(skipped.count) skipped (\(skipped.words(most: 2)))") }
    if let share {
      parts.append("\(Int(share * 100)) %")
      if let left = secondsLeft(share) { parts.append("\(Self.duration(left)) left") }
    }
    return parts.joined(separator: ", ")
  }

  /// Nil while too little is done to tell.
  private func secondsLeft(_ share: Double) -> Double? {
    let own = share - shareEarlier
    guard seconds > 1, own > 0.001, share <= 1 else { return nil }
    return seconds * (1 - share) / own
  }

  /// "7 s", "2 min 10 s", "3 h 5 min".
  public static func duration(_ seconds: Double) -> String {
    guard seconds < 1e9 else { return "long" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// With one digit behind the point.
  public static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "0.0" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}

/// How often each of several things happened.
public struct Tally {
  private var counts: [String: Int] = [:]
  public private(set) var count = 0

  public init() {}

  public mutating func add(_ kind: String) {
    counts[kind, default: 0] += 1
    count += 1
  }

  /// "image damaged: 5, row: 2", the most frequent first, equal ones by name.
  /// - Parameter most: how many are named; those left out are one number.
  public func words(most: Int = .max) -> String {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var words = sorted.prefix(most).map { "\($0.key): \($0.value)" }
    let rest = sorted.dropFirst(most).reduce(0) { $0 + $1.value }
    if rest > 0 { words.append("others: \(rest)") }
    return words.joined(separator: ", ")
  }
}
