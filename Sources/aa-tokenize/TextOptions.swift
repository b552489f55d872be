import ArgumentParser
import ByteStreams
import CommandLineTool
import TextTokenization
import TokenTrees

/// How text becomes tokens, and conversations text.
struct TextOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model's folder, with its chat template; or a file: tokenizer.json (as from train), .model, .tiktoken. Without it text is bytes.",
      valueName: "folder or file"))
  var tokenizer: String?

  @Option(
    help: ArgumentHelp(
      "How a .tiktoken file is read whose name does not say it: \(TiktokenEncoding.names.joined(separator: ", ")).",
      valueName: "encoding"))
  var tiktoken: String?

  @Option(
    help: ArgumentHelp(
      "The chat template, when not the folder's: \(Self.names), or a file of Jinja.",
      valueName: "name or file"
    ))
  var chatTemplate: String?

  @Option(
    help: ArgumentHelp(
      "The date that the chat template may write, as 2026-11-25. Without it a template that asks is refused.",
      valueName: "date"))
  var chatDate: String?

  @Option(
    name: .customLong("placeholder"),
    help: ArgumentHelp(
      "What stands for a medium in text, as image=<img>, beside those of model families; may be given again.",
      valueName: "kind=text"))
  var placeholders: [String] = []

  @Flag(
    help:
      "Special tokens in the texts of records are an error. Else they are tokens, as in transformers, and counted."
  )
  var refuseSpecial = false

  private static let names = ChatTemplate.BuiltIn.allCases.map(\.rawValue).joined(separator: ", ")
  private static let largest = 1 << 28

  func validate() throws {
    if let chatDate, ChatDate(chatDate) == nil {
      throw ValidationError("--chat-date \(chatDate): no date such as 2026-11-25 or 2026-11-25T14:05:09")
    }
    _ = try placeholderTexts()
    if let tiktoken, !TiktokenEncoding.names.contains(tiktoken) {
      throw ValidationError("--tiktoken must be one of \(TiktokenEncoding.names.joined(separator: ", "))")
    }
    if tokenizer == nil,
      tiktoken != nil || chatTemplate != nil || chatDate != nil || !placeholders.isEmpty || refuseSpecial
    {
      throw ValidationError(
        "--tiktoken, --chat-template, --chat-date, --placeholder and --refuse-special go with --tokenizer")
    }
  }

  private func placeholderTexts() throws -> [String: [String]] {
    var texts: [String: [String]] = [:]
    for item in placeholders {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, MediumKind(rawValue: parts[0]) != nil, !parts[1].isEmpty else {
        throw ValidationError("--placeholder \(item): write image=TEXT, audio=TEXT or video=TEXT")
      }
      texts[parts[0], default: []].append(parts[1])
    }
    return texts
  }

  /// The text part of the vocabulary.
  func load() throws -> VocabularyLayout.Text {
    guard let tokenizer else { return .bytes }
    do {
      if Files.isFolder(tokenizer) { return try chat(try folder(tokenizer)) }
      let bytes = try Files.read(tokenizer, limit: Self.largest)
      let name = fileName(tokenizer, bytes)
      if chatTemplate != nil { return try chat(TokenizerFiles(files: [name: bytes])) }
      if name == "tokenizer.json" {
        return .tokenizerFile(json: bytes, size: try Tokenizer(json: bytes).size)
      }
      return .file(name: name, bytes: bytes, size: try Tokenizer(file: name, bytes).size)
    } catch let error as StreamError {
      throw error
    } catch ChatError.noTemplate {
      throw Failure(
        "\(tokenizer): the folder has no chat template; choose one with --chat-template: \(Self.names), or a file"
      )
    } catch ChatError.template(let error) {
      throw Failure(
        "\(chatTemplate ?? tokenizer): the chat template: \(error); choose another with --chat-template")
    } catch {
      throw Failure("\(tokenizer): \(error); give a model's folder, or make a file with: aa-tokenize train")
    }
  }

  private func folder(_ path: String) throws -> TokenizerFiles {
    let names = try Files.list(path)
    var files = try TokenizerFiles(names: names) { name in
      names.contains(name) ? try Files.read("\(path)/\(name)", limit: Self.largest) : nil
    }
    if tiktoken != nil, let name = files.vocabulary, let bytes = files.files.removeValue(forKey: name) {
      files.files[fileName(name, bytes)] = bytes
    }
    return files
  }

  /// The name under which a vocabulary is kept: it says of which form it is, and nothing of where it lay.
  private func fileName(_ path: String, _ bytes: [UInt8]) -> String {
    if bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") {
      return "tokenizer.json"
    }
    if let tiktoken { return tiktoken + ".tiktoken" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".tiktoken") ? name : "tokenizer.model"
  }

  private func chat(_ files: TokenizerFiles) throws -> VocabularyLayout.Text {
    .chat(
      try ChatVocabulary(
        files: files, template: try template(), date: chatDate, placeholders: try placeholderTexts(),
        refusesSpecialTokens: refuseSpecial))
  }

  /// The name of a built-in template, or a template's text.
  private func template() throws -> String? {
    guard let chatTemplate, ChatTemplate.BuiltIn(rawValue: chatTemplate) == nil else { return chatTemplate }
    guard Files.exists(chatTemplate) else {
      throw Failure("--chat-template \(chatTemplate): neither a file nor one of \(Self.names)")
    }
    let bytes = try Files.read(chatTemplate, limit: 1 << 24)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(chatTemplate): the template is not UTF-8")
    }
    return text
  }
}
