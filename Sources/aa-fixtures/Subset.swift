import ArgumentParser

/// The eight preference subsets of align-anything, by modality: prompt, 2, response.
enum Subset: String, CaseIterable, Sendable, ExpressibleByArgument {
  case t2t, ti2t, ti2ti, t2i, ta2t, t2a, t2v, tv2t

  /// Enters the seed of each record; never to be renumbered.
  var ordinal: Int { Subset.allCases.firstIndex(of: self) ?? 0 }

  /// How often the question is of the harder kind: binding, shape, pattern, direction.
  var hardShare: Double {
    switch self {
    case .t2t: 0.2
    case .ti2t, .ti2ti, .t2i: 0.25
    case .ta2t, .t2a, .t2v, .tv2t: 0.4
    }
  }

  /// The criteria that the subset is rated by: the letter of its fields and its name.
  var criteria: [(letter: String, name: String)] {
    switch self {
    case .t2t, .ti2t, .ta2t, .tv2t:
      [
        ("p", "prompt_following"), ("o", "objective_rules"), ("c", "clarity"), ("i", "information_richness"),
        ("s", "safety"),
      ]
    case .ti2ti:
      [
        ("p", "prompt_following"), ("o", "objective_rules"), ("ca", "clarity_aesthetics"),
        ("i", "information_richness"), ("s", "safety"), ("c", "consistency"),
      ]
    case .t2i:
      [
        ("p", "prompt_following"), ("o", "objective_rules"), ("a", "aesthetics"),
        ("i", "information_richness"),
        ("s", "safety"),
      ]
    case .t2a:
      [
        ("p", "prompt_following"), ("o", "audio_quality"), ("a", "consistency"),
        ("i", "information_richness"),
        ("s", "safety"),
      ]
    case .t2v:
      [
        ("p", "prompt_following"), ("a", "aesthetic"), ("i", "information_richness"), ("s", "safety"),
        ("o", "video_objective_reality"), ("t", "temporal_consistency"), ("c", "content_coherence"),
        ("m", "motion_naturalness"),
      ]
    }
  }

  /// What the candidates are called in field names.
  var candidateWord: String {
    switch self {
    case .t2i: "image"
    case .t2a: "audio"
    case .t2v: "video"
    default: "response"
    }
  }
}
