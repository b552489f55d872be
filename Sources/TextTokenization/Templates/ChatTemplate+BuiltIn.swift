extension ChatTemplate {
  /// Templates for models whose folder has none, by the names of the formats they write.
  ///
  /// They mark the assistant's text, and what ends it, with `{% generation %}`. `bos_token`, `eos_token` and (of
  /// `chameleon`) `sep_token` are taken from the variables given; without them nothing stands in their places. Of a
  /// content that is a list, media become `<image>`, `<audio>` or `<video>` and texts stand between them as they are. A
  /// conversation that does not fit is refused; tools are left out.
  public enum BuiltIn: String, CaseIterable, Sendable {
    /// `<|im_start|>role`, a line's end, the content and `<|im_end|>`, for every role.
    case chatml
    /// Llama 3's headers, as Meta's own template writes them: contents without white space at their ends, no tools.
    case llama3 = "llama-3"
    /// `USER: … ASSISTANT: …</s>`, as FastChat's `vicuna_v1.1` writes it. Where there is no system message nothing stands
    /// for it; FastChat puts a sentence of its own there, which can be given as one.
    case vicuna
    /// `<s> [INST] … [/INST] …</s>`, the first of Mistral's formats, with the system's text before the first question. It
    /// is that of Mistral-7B-Instruct v0.1 and v0.2 and of Mixtral; later models leave spaces out. Nothing opens the
    /// assistant's message, so that `addGenerationPrompt` makes no difference.
    case mistral
    /// Questions closed by the separator, as Chameleon's processor closes a prompt in a chat, and answers closed by
    /// `eos_token`. Without `sep_token` the separator is Chameleon's and Anole's, `<reserved08706>`. Nothing opens the
    /// assistant's message.
    case chameleon
    /// The contents one after the other, nothing between: for base models, and for texts that bring their own marks. No
    /// model prescribes it.
    case plain
  }

  /// The template of that name.
  public static func builtIn(_ name: BuiltIn) throws(TemplateError) -> ChatTemplate {
    try ChatTemplate(name.text)
  }
}

extension ChatTemplate.BuiltIn {
  /// The template's text.
  public var text: String {
    switch self {
    case .chatml: ChatTemplate.BuiltIn.content + ChatTemplate.BuiltIn.chatmlText
    case .llama3: ChatTemplate.BuiltIn.content + ChatTemplate.BuiltIn.llama3Text
    case .vicuna: ChatTemplate.BuiltIn.content + ChatTemplate.BuiltIn.vicunaText
    case .mistral: ChatTemplate.BuiltIn.content + ChatTemplate.BuiltIn.mistralText
    case .chameleon: ChatTemplate.BuiltIn.content + ChatTemplate.BuiltIn.chameleonText
    case .plain: ChatTemplate.BuiltIn.content + ChatTemplate.BuiltIn.plainText
    }
  }

  /// A content is a text, or a list of parts of which media stand as placeholders.
  private static let content = """
    {%- macro content(message) -%}
      {%- if message.content is string -%}
        {{- message.content -}}
      {%- else -%}
        {%- for part in message.content or [] -%}
          {%- if part.type == 'text' -%}
            {{- part.text -}}
          {%- elif part.type in ['image', 'image_url'] -%}
            {{- '<image>' -}}
          {%- elif part.type in ['audio', 'audio_url', 'input_audio'] -%}
            {{- '<audio>' -}}
          {%- elif part.type in ['video', 'video_url'] -%}
            {{- '<video>' -}}
          {%- else -%}
            {{- raise_exception('a part of type ' ~ part.type ~ ' has no place in this template') -}}
          {%- endif -%}
        {%- endfor -%}
      {%- endif -%}
    {%- endmacro -%}

    """

  private static let chatmlText = """
    {%- for message in messages -%}
      {{- '<|im_start|>' ~ message.role ~ '\\n' -}}
      {%- if message.role == 'assistant' -%}
        {%- generation -%}{{- content(message) ~ '<|im_end|>' -}}{%- endgeneration -%}
      {%- else -%}
        {{- content(message) ~ '<|im_end|>' -}}
      {%- endif -%}
      {{- '\\n' -}}
    {%- endfor -%}
    {%- if add_generation_prompt -%}
      {{- '<|im_start|>assistant\\n' -}}
    {%- endif -%}
    """

  private static let llama3Text = """
    {{- bos_token -}}
    {%- for message in messages -%}
      {{- '<|start_header_id|>' ~ message.role ~ '<|end_header_id|>\\n\\n' -}}
      {%- if message.role == 'assistant' -%}
        {%- generation -%}{{- content(message)|trim ~ '<|eot_id|>' -}}{%- endgeneration -%}
      {%- else -%}
        {{- content(message)|trim ~ '<|eot_id|>' -}}
      {%- endif -%}
    {%- endfor -%}
    {%- if add_generation_prompt -%}
      {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}
    {%- endif -%}
    """

  private static let vicunaText = """
    {{- bos_token -}}
    {%- for message in messages -%}
      {%- if message.role == 'system' -%}
        {{- content(message) ~ ' ' -}}
      {%- elif message.role == 'user' -%}
        {{- 'USER: ' ~ content(message) ~ ' ' -}}
      {%- elif message.role == 'assistant' -%}
        {{- 'ASSISTANT: ' -}}
        {%- generation -%}{{- content(message) ~ eos_token -}}{%- endgeneration -%}
      {%- else -%}
        {{- raise_exception('the role ' ~ message.role ~ ' has no place in this template') -}}
      {%- endif -%}
    {%- endfor -%}
    {%- if add_generation_prompt -%}
      {{- 'ASSISTANT:' -}}
    {%- endif -%}
    """

  private static let mistralText = """
    {{- bos_token -}}
    {%- set state = namespace(system='', last='') -%}
    {%- for message in messages -%}
      {%- if message.role == 'system' -%}
        {%- if not loop.first -%}
          {{- raise_exception('only the first message may be of the role system') -}}
        {%- endif -%}
        {%- set state.system = content(message) ~ '\\n\\n' -%}
      {%- elif message.role == state.last -%}
        {{- raise_exception('the roles user and assistant must take turns') -}}
      {%- elif message.role == 'user' -%}
        {{- ' [INST] ' ~ state.system ~ content(message) ~ ' [/INST]' -}}
        {%- set state.system = '' -%}
        {%- set state.last = 'user' -%}
      {%- elif message.role == 'assistant' and state.last == 'user' -%}
        {{- ' ' -}}
        {%- generation -%}{{- content(message) ~ eos_token -}}{%- endgeneration -%}
        {%- set state.last = 'assistant' -%}
      {%- else -%}
        {{- raise_exception('the role ' ~ message.role ~ ' has no place here') -}}
      {%- endif -%}
    {%- endfor -%}
    """

  private static let chameleonText = """
    {{- bos_token -}}
    {%- for message in messages -%}
      {%- if message.role == 'assistant' -%}
        {%- generation -%}{{- content(message) ~ eos_token -}}{%- endgeneration -%}
      {%- elif message.role in ['user', 'system'] -%}
        {{- content(message) ~ (sep_token if sep_token is defined else '<reserved08706>') -}}
      {%- else -%}
        {{- raise_exception('the role ' ~ message.role ~ ' has no place in this template') -}}
      {%- endif -%}
    {%- endfor -%}
    """

  private static let plainText = """
    {%- for message in messages -%}
      {%- if message.role == 'assistant' -%}
        {%- generation -%}{{- content(message) -}}{%- endgeneration -%}
      {%- else -%}
        {{- content(message) -}}
      {%- endif -%}
    {%- endfor -%}
    """
}
