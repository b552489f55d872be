/// One of the two answers: a sentence, a medium, or both.
struct Answer: Sendable {
  var text: String?
  var medium: Depiction?
  /// What a careful person notes about it.
  var remark: String
  /// What would make it better.
  var advice: String
}

/// A question about the world, a right answer and a wrong one that differs in what only perceiving tells.
struct Question: Sendable {
  var text: String
  var medium: Depiction?
  var right: Answer
  var wrong: Answer

  /// - Parameter tie: the second answer is as right as the first, in other words or other strokes.
  init(_ subset: Subset, tie: Bool, _ random: inout Random) {
    let hard = random.chance(subset.hardShare)
    let colour = random.one(of: Colour.allCases)
    let otherColour = random.another(than: colour, of: Colour.allCases)
    let shape = random.one(of: Shape.allCases)
    let otherShape = random.another(than: shape, of: Shape.allCases)
    let direction = random.one(of: Direction.allCases)
    let otherDirection = random.another(than: direction, of: Direction.allCases)
    let pitch = random.one(of: Pitch.allCases)
    let otherPitch = random.another(than: pitch, of: Pitch.allCases)
    let pattern = random.one(of: Pattern.allCases)
    let otherPattern = random.another(than: pattern, of: Pattern.allCases)
    switch subset {
    case .t2t:
      let (question, yes, no) = Question.words(hard: hard, colour, otherColour, &random)
      self = .asked(question, nil, "It is \(yes).", "It is \(no).", yes, no)
    case .ti2t:
      let medium = Depiction.image(colour, shape, nil)
      self =
        hard
        ? .asked(
          "Which shape is it?", medium, "It is a \(shape).", "It is a \(otherShape).", "\(shape)",
          "\(otherShape)")
        : .asked(
          "What colour is the shape?", medium, "It is \(colour).", "It is \(otherColour).", "\(colour)",
          "\(otherColour)")
    case .ti2ti:
      let place = Painter.place(&random)
      let before = random.another(than: colour, of: Colour.allCases)
      self = .made(
        "Paint it \(colour).", "\(colour) \(shape)", .image(colour, shape, place),
        hard ? "\(colour) \(otherShape)" : "\(otherColour) \(shape)",
        hard ? .image(colour, otherShape, place) : .image(otherColour, shape, place))
      medium = .image(before, shape, place)
      right.text = "Here it is."
      wrong.text = "Here it is."
    case .t2i:
      self = .made(
        "Draw a \(colour) \(shape).", "\(colour) \(shape)", .image(colour, shape, nil),
        hard ? "\(colour) \(otherShape)" : "\(otherColour) \(shape)",
        hard ? .image(colour, otherShape, nil) : .image(otherColour, shape, nil))
    case .ta2t:
      let medium = Depiction.sound(pitch, pattern)
      self =
        hard
        ? .asked(
          "How does the sound go?", medium, pattern.sentence, otherPattern.sentence, "\(pattern)",
          "\(otherPattern)")
        : .asked(
          "Is the tone high or low?", medium, "It is \(pitch).", "It is \(otherPitch).", "\(pitch)",
          "\(otherPitch)")
    case .t2a:
      self = .made(
        "Play a \(pitch) \(pattern) tone.", "\(pitch) \(pattern) tone", .sound(pitch, pattern),
        hard ? "\(pitch) \(otherPattern) tone" : "\(otherPitch) \(pattern) tone",
        hard ? .sound(pitch, otherPattern) : .sound(otherPitch, pattern))
    case .t2v:
      self = .made(
        "Show a \(colour) \(shape) moving \(direction).", "\(colour) \(shape) moving \(direction)",
        .clip(colour, shape, direction),
        hard ? "\(colour) \(shape) moving \(otherDirection)" : "\(otherColour) \(shape) moving \(direction)",
        hard ? .clip(colour, shape, otherDirection) : .clip(otherColour, shape, direction))
    case .tv2t:
      let medium = Depiction.clip(colour, shape, direction)
      self =
        hard
        ? .asked(
          "Which way does it move?", medium, "It moves \(direction).", "It moves \(otherDirection).",
          "\(direction)",
          "\(otherDirection)")
        : .asked(
          "What colour is it?", medium, "It is \(colour).", "It is \(otherColour).", "\(colour)",
          "\(otherColour)")
    }
    if tie {
      let words = wrong.text
      wrong = right
      if wrong.medium == nil, words != nil, let said = right.text { wrong.text = "I would say: " + said }
    }
  }

  /// Questions that words alone answer: the larger of two digits, or whose thing has which colour.
  private static func words(
    hard: Bool, _ colour: Colour, _ other: Colour, _ random: inout Random
  ) -> (String, String, String) {
    if random.chance(0.4) {
      let a = random.below(10)
      let b = random.another(than: a, of: Array(0..<10))
      return ("Which number is larger, \(a) or \(b)?", "\(max(a, b))", "\(min(a, b))")
    }
    let names = ["Ann", "Ben", "Cat", "Dan", "Eve"]
    let one = random.one(of: names)
    let two = random.another(than: one, of: names)
    let thing = random.one(of: ["ball", "hat", "cup"])
    if !hard {
      return (
        "\(one) has a \(colour) \(thing). What colour is the \(thing) of \(one)?", "\(colour)", "\(other)"
      )
    }
    let first = random.chance(0.5)
    return (
      "\(one) has a \(colour) \(thing). \(two) has a \(other) \(thing). What colour is the \(thing) of \(first ? one : two)?",
      "\(first ? colour : other)", "\(first ? other : colour)"
    )
  }

  private static func asked(
    _ question: String, _ medium: Depiction?, _ yes: String, _ no: String, _ truth: String, _ claim: String
  ) -> Question {
    Question(
      text: question, medium: medium,
      right: Answer(text: yes, remark: "It says \(truth), which is so.", advice: "Name what tells it."),
      wrong: Answer(text: no, remark: "It says \(claim), but it is \(truth).", advice: "Say \(truth)."))
  }

  private static func made(
    _ wish: String, _ asked: String, _ good: Depiction, _ got: String, _ bad: Depiction
  ) -> Question {
    Question(
      text: wish,
      right: Answer(medium: good, remark: "A \(asked), as asked for.", advice: "Make the edges cleaner."),
      wrong: Answer(
        medium: bad, remark: "A \(got), but a \(asked) was asked for.", advice: "Make a \(asked)."))
  }

  private init(text: String, medium: Depiction? = nil, right: Answer, wrong: Answer) {
    self.text = text
    self.medium = medium
    self.right = right
    self.wrong = wrong
  }
}
