import JSON
import Testing

/// A subset of align-anything as it is published: its columns, written out here apart from the adapters that read them.
struct PublishedLayout: Sendable, CustomTestStringConvertible {
  /// Letter of the choice and rationale fields, and name of the rate fields.
  struct Dimension: Sendable {
    var letter: String
    var rate: String
    var criterion: String
    init(_ letter: String, _ rate: String, criterion: String? = nil) {
      self.letter = letter
      self.rate = rate
      self.criterion = criterion ?? rate
    }
  }

  var adapter: String
  var modality: String
  /// Columns of the prompt and the candidates.
  var columns: [(String, JSONValue)]
  /// "response", "audio", "image" or "video": what the choice fields end in.
  var suffix: String
  var dimensions: [Dimension]
  var feedback: [String]

  var testDescription: String { adapter }

  var overall: String { "overall_" + suffix }

  /// A row whose overall choice is `label`. In the n-th dimension the winner is candidate 1, then 2, and so on by turns.
  func row(label: JSONValue) -> JSONObject {
    var row = JSONObject(columns)
    for (n, dimension) in dimensions.enumerated() {
      row["\(dimension.letter)_\(suffix)"] = JSONValue(n % 2 + 1)
      row["\(dimension.rate)_rate_1"] = JSONValue(n % 4)
      row["\(dimension.rate)_rate_2"] = JSONValue((n + 1) % 4)
      row["\(dimension.letter)_rationale_1"] = .string("\(dimension.rate) of one")
      row["\(dimension.letter)_rationale_2"] = .string("\(dimension.rate) of two")
    }
    for (n, field) in feedback.enumerated() {
      row[field] = .string("##Critique: fault \(n) ##Refinement: remedy \(n)")
    }
    row[overall] = label
    row["overall_textfeedback"] = "##Reason: it is better\n##Refinement: say more"
    row["refine_prompt"] = ["kept": [1, 2.5]]
    return row
  }

  private static let textDimensions = [
    Dimension("p", "prompt_following"), Dimension("o", "objective_rules"), Dimension("c", "clarity"),
    Dimension("i", "information_richness"), Dimension("s", "safety"),
  ]
  private static let textCritiques = ["text_critique_1", "text_critique_2"]

  static let all: [PublishedLayout] = [
    PublishedLayout(
      adapter: "align-anything-t2t", modality: "t2t",
      columns: [("question", "Q"), ("response_1", "A"), ("response_2", "B")], suffix: "response",
      dimensions: textDimensions, feedback: textCritiques),
    PublishedLayout(
      adapter: "align-anything-ti2t", modality: "ti2t",
      columns: [
        ("question", "<image>\nQ"), ("image", "images/1.jpg"), ("response_1", "A"), ("response_2", "B"),
        ("res_1_from", "model-1"), ("res_2_from", "model-2"),
      ], suffix: "response", dimensions: textDimensions, feedback: textCritiques),
    PublishedLayout(
      adapter: "align-anything-ti2ti", modality: "ti2ti",
      columns: [
        ("question", "Q"), ("image_url", ["images/1.jpg", "images/2.jpg"]), ("response_1", "A"),
        ("output_image_url_1", "images/3.jpg"), ("response_2", "B"), ("output_image_url_2", nil),
      ], suffix: "response",
      dimensions: [
        Dimension("p", "prompt_following"), Dimension("o", "objective_rules"),
        Dimension("ca", "ca", criterion: "clarity_aesthetics"), Dimension("i", "information_richness"),
        Dimension("s", "safety"), Dimension("c", "consistency"),
      ], feedback: ["text_critique_1", "text_critique_2", "image_critique_1", "image_critique_2"]),
    PublishedLayout(
      adapter: "align-anything-t2i", modality: "t2i",
      columns: [
        ("prompt", "Q"), ("image_1", "images/1.jpg"), ("image_1_model", "model-1"),
        ("image_2", "images/2.jpg"),
        ("image_2_model", "model-2"),
      ], suffix: "image",
      dimensions: [
        Dimension("p", "prompt_following"), Dimension("o", "objective_rules"), Dimension("a", "aesthetics"),
        Dimension("i", "information_richness"), Dimension("s", "safety"),
      ], feedback: ["text_1_feedback", "text_2_feedback"]),
    PublishedLayout(
      adapter: "align-anything-ta2t", modality: "ta2t",
      columns: [
        ("prompt", "Q"), ("audio_path", ["path": "sounds/1.wav", "bytes": nil]), ("response_1", "A"),
        ("response_2", "B"),
      ], suffix: "response", dimensions: textDimensions, feedback: textCritiques),
    PublishedLayout(
      adapter: "align-anything-t2a", modality: "t2a",
      columns: [
        ("prompt", "Q"), ("response_1", "sounds/1.wav"), ("response_2", "sounds/2.wav"),
        ("res_1_from", "model-1"),
        ("res_2_from", "model-2"),
      ], suffix: "audio",
      dimensions: [
        Dimension("p", "prompt_following"), Dimension("o", "audio_quality"), Dimension("a", "consistency"),
        Dimension("i", "information_richness"), Dimension("s", "safety"),
      ], feedback: ["text_1_feedback", "text_2_feedback"]),
    PublishedLayout(
      adapter: "align-anything-t2v", modality: "t2v",
      columns: [("prompt", "Q"), ("video_1", "clips/1.mp4"), ("video_2", "clips/2.mp4")], suffix: "video",
      dimensions: [
        Dimension("p", "prompt_following"), Dimension("a", "aesthetic"),
        Dimension("i", "information_richness"),
        Dimension("s", "safety"), Dimension("o", "video_objective_reality"),
        Dimension("t", "temporal_consistency"),
        Dimension("c", "content_coherence"), Dimension("m", "motion_naturalness"),
      ], feedback: ["text_critique_1", "text_critique_2"]),
    PublishedLayout(
      adapter: "align-anything-tv2t", modality: "tv2t",
      columns: [
        ("prompt", "<video>\nQ"), ("video_path", "clips/1.mp4"), ("response_1", "A"), ("response_2", "B"),
        ("model_1", "model-1"), ("model_2", "model-2"),
      ], suffix: "response", dimensions: textDimensions, feedback: textCritiques),
  ]
}
