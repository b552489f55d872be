import Glibc

/// Makes the n-th system call of one kind fail, so that a test can show that no failure leaves a partial output; or ends
/// the program there at once, so that a test can show that another run goes on.
///
/// Every read, write, sync and rename of this module asks here first, and whoever makes such a call elsewhere. Set
/// `AA_FAULT=write:3` in the environment of a program to fail its third write with EIO, and `AA_FAULT=write:3:kill` to
/// end it there as SIGKILL does.
public enum FaultInjection {
  private struct Plan {
    var operation: String
    var remaining: Int
    var kills: Bool
  }
  private static let plan = Guarded<Plan?>(fromEnvironment())

  private static func fromEnvironment() -> Plan? {
    guard let raw = Environment.value("AA_FAULT") else { return nil }
    let parts = raw.split(separator: ":")
    guard 2...3 ~= parts.count, let n = Int(parts[1]), n > 0 else { return nil }
    return Plan(operation: String(parts[0]), remaining: n, kills: parts.last == "kill")
  }

  /// True exactly once: when this is the call that was chosen to fail.
  public static func strikes(_ operation: String) -> Bool {
    plan.withLock { plan in
      guard plan?.operation == operation else { return false }
      plan?.remaining -= 1
      if plan?.remaining == 0 {
        if plan?.kills == true { kill(getpid(), SIGKILL) }
        plan = nil
        return true
      }
      return false
    }
  }
}
