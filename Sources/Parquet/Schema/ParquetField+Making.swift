extension ParquetField {
  /// UTF-8.
  public static func string(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .byteArray, logicalType: .string, repetition: repetition)
  }

  /// UTF-8 that holds a JSON document.
  public static func json(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .byteArray, logicalType: .json, repetition: repetition)
  }

  public static func bytes(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .byteArray, repetition: repetition)
  }

  public static func bool(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .boolean, repetition: repetition)
  }

  public static func int32(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .int32, repetition: repetition)
  }

  public static func int64(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .int64, repetition: repetition)
  }

  public static func float(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .float, repetition: repetition)
  }

  public static func double(_ name: String, _ repetition: ParquetRepetition = .optional) -> ParquetField {
    ParquetField(name, .double, repetition: repetition)
  }

  public static func structure(
    _ name: String, _ fields: [ParquetField], _ repetition: ParquetRepetition = .optional
  ) -> ParquetField {
    ParquetField(name, group: fields, repetition: repetition)
  }

  /// A list in the three levels of the format: the list, a repeated group, the element in it, which is then called
  /// `element`.
  public static func list(
    _ name: String, of element: ParquetField, _ repetition: ParquetRepetition = .optional
  ) -> ParquetField {
    var element = element
    element.name = "element"
    let inner = ParquetField("list", group: [element], repetition: .repeated)
    return ParquetField(name, group: [inner], logicalType: .list, repetition: repetition)
  }

  /// - Parameter key: a required field, then called `key` as the value is called `value`.
  public static func map(
    _ name: String, from key: ParquetField, to value: ParquetField,
    _ repetition: ParquetRepetition = .optional
  ) -> ParquetField {
    var (key, value) = (key, value)
    (key.name, key.repetition, value.name) = ("key", .required, "value")
    let inner = ParquetField("key_value", group: [key, value], repetition: .repeated)
    return ParquetField(name, group: [inner], logicalType: .map, repetition: repetition)
  }
}
