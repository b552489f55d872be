/// The files of `schemas/adapters`, put into the program when it is built, so that it reads the published layouts
/// wherever it is copied to.
enum BuiltInAdapters {
  /// Sorted by name.
  static let files: [(name: String, text: [UInt8])] = [
    ("aa-bench.yaml", PackageResources.aa_bench_yaml),
    ("align-anything-t2a.yaml", PackageResources.align_anything_t2a_yaml),
    ("align-anything-t2i.yaml", PackageResources.align_anything_t2i_yaml),
    ("align-anything-t2t.yaml", PackageResources.align_anything_t2t_yaml),
    ("align-anything-t2v.yaml", PackageResources.align_anything_t2v_yaml),
    ("align-anything-ta2t.yaml", PackageResources.align_anything_ta2t_yaml),
    ("align-anything-ti2t.yaml", PackageResources.align_anything_ti2t_yaml),
    ("align-anything-ti2ti.yaml", PackageResources.align_anything_ti2ti_yaml),
    ("align-anything-tv2t.yaml", PackageResources.align_anything_tv2t_yaml),
  ]
}
