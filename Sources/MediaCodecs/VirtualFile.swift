import CSndFile
import Glibc

/// Bytes in memory that libsndfile reads or writes as if they were a file.
final class VirtualFile {
  private(set) var bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  fileprivate static func of(_ context: UnsafeMutableRawPointer?) -> VirtualFile? {
    context.map { Unmanaged<VirtualFile>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The callbacks, to be used with `Unmanaged.passUnretained(self).toOpaque()` as their context.
  static func callbacks() -> SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(VirtualFile.of($0)?.bytes.count ?? 0) },
      seek: { offset, whence, context in
        guard let file = VirtualFile.of(context) else { return -1 }
        let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.bytes.count
        let (target, overflow) = base.addingReportingOverflow(Int(offset))
        if overflow || target < 0 { return -1 }
        file.position = target
        return sf_count_t(target)
      },
      read: { into, count, context in
        guard let file = VirtualFile.of(context), let into, count > 0, file.position < file.bytes.count else {
          return 0
        }
        let n = min(Int(count), file.bytes.count - file.position)
        UnsafeMutableRawBufferPointer(start: into, count: n).copyBytes(
          from: file.bytes[file.position..<file.position + n])
        file.position += n
        return sf_count_t(n)
      },
      write: { from, count, context in
        guard let file = VirtualFile.of(context), let from, count > 0 else { return 0 }
        let end = file.position + Int(count)
        if end > file.bytes.count {
          file.bytes.append(contentsOf: repeatElement(0, count: end - file.bytes.count))
        }
        file.bytes.withUnsafeMutableBytes {
          UnsafeMutableRawBufferPointer(rebasing: $0[file.position..<end]).copyMemory(
            from: UnsafeRawBufferPointer(start: from, count: Int(count)))
        }
        file.position = end
        return count
      },
      tell: { sf_count_t(VirtualFile.of($0)?.position ?? 0) })
  }
}
