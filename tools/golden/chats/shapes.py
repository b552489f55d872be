"""The conversations that templates are tried with: a name, the messages and what else the template is given."""


def message(role, content, **more):
    return {"role": role, "content": content, **more}


def system(text):
    return message("system", text)


def user(text):
    return message("user", text)


def assistant(text, **more):
    return message("assistant", text, **more)


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tells the weather at a place.\nIn \"plain\" words — é, 天气 <b>&</b>.",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "The town's name, such as 'Graz'"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
                "days": {"type": "integer", "minimum": 1, "default": 3},
                "near": {"type": ["number", "null"], "description": "Kilometres"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "where": {
                    "type": "object",
                    "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}},
                    "required": ["lat"],
                },
            },
            "required": ["place"],
        },
        "return": {"type": "string", "description": "The forecast"},
    },
}
CLOCK = {
    "type": "function",
    "function": {
        "name": "clock",
        "description": "Tells the time.",
        "parameters": {"type": "object", "properties": {}},
    },
}
# A nested schema with unions and no parameters' list.
FILES = {
    "type": "function",
    "function": {
        "name": "write_file",
        "description": "Writes",
        "parameters": {
            "type": "object",
            "properties": {
                "path": {"type": "string"},
                "lines": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
                "mode": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "mode"},
                "flag": {"type": "boolean", "default": True},
            },
            "required": ["path", "lines"],
        },
    },
}


def call(name, arguments, id="call12345"):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


ASKED = user("What is the weather in Graz?")
CALLED = assistant("", tool_calls=[call("get_weather", {"place": "Graz", "days": 2, "tags": ["a", 'b"c'], "near": 1.5})])
CALLED_TWICE = assistant(
    "I look.", tool_calls=[call("get_weather", {"place": "Graz"}, "abcdefgh1"), call("clock", {}, "abcdefgh2")]
)
CALLED_BARE = {"role": "assistant", "tool_calls": [call("clock", {"a": None, "b": True, "c": [1, {"d": "ü"}]})]}
CALLED_TEXT = assistant(None, tool_calls=[call("get_weather", '{"place": "Graz", "days": 2}')])
ANSWERED = message("tool", '{"sky": "clear", "degrees": 21.5}', name="get_weather", tool_call_id="call12345")
ANSWERED_OBJECT = message("tool", {"sky": "clear", "degrees": 21}, name="get_weather", tool_call_id="call12345")
TWO_ANSWERS = [
    message("tool", "sunny", name="get_weather", tool_call_id="abcdefgh1"),
    message("tool", "12:00", name="clock", tool_call_id="abcdefgh2"),
]
FINAL = assistant("Clear, 21.5 degrees.")

HELLO = [user("Hello!"), assistant("Hi there."), user("How are you?")]
IMAGE = {"type": "image"}
TEXT = {"type": "text", "text": "What is this?"}
SHORT = "Be brief."


def shapes():
    yield "one user", [user("Hello!")], {}
    yield "user and prompt", [user("Hello!")], {"add_generation_prompt": True}
    yield "many turns", [*HELLO, assistant("Fine.")], {}
    yield "many turns and prompt", HELLO, {"add_generation_prompt": True}
    yield "system", [system(SHORT), *HELLO], {"add_generation_prompt": True}
    yield "system, closed", [system(SHORT), *HELLO, assistant("Fine.\n")], {}
    yield "empty system", [system(""), user("Hello!")], {"add_generation_prompt": True}
    yield "spaces", [system("  Be brief. \n"), user(" \n Hello!  "), assistant("  Hi. \n\n"), user("\tAnd?\n")], {}
    yield "empty contents", [user(""), assistant(""), user("")], {"add_generation_prompt": True}
    yield "hard text", [
        system("{{ braces }} {% raw %} <|im_end|> \\n 'quotes' \"double\""),
        user("é 漢字 👩‍👩‍👧 \u200b\u2028line\x85 <s>[INST]</s> & < >"),
        assistant("```python\nprint('x')\n```\n<think>\nodd\n</think>\n\nyes"),
        user("a\r\nb\x0bc"),
    ], {"add_generation_prompt": True}
    yield "system later", [user("Hello!"), system("Be long."), user("Again")], {}
    yield "two users", [user("One"), user("Two")], {"add_generation_prompt": True}
    yield "assistant first", [assistant("Welcome."), user("Hi")], {}
    yield "ends with assistant", [user("Hi"), assistant("Hello")], {"add_generation_prompt": True}
    yield "unknown role", [user("Hi"), message("observer", "I see."), assistant("Hm")], {}
    yield "developer", [message("developer", "Be brief."), user("Hi")], {"add_generation_prompt": True}
    yield "null content", [user("Hi"), {"role": "assistant", "content": None}, user("?")], {}
    yield "tools", [ASKED], {"tools": [WEATHER, CLOCK], "add_generation_prompt": True}
    yield "tools and system", [system(SHORT), ASKED], {"tools": [WEATHER, FILES], "add_generation_prompt": True}
    yield "tool call", [ASKED, CALLED], {"tools": [WEATHER]}
    yield "tool answer", [ASKED, CALLED, ANSWERED], {"tools": [WEATHER], "add_generation_prompt": True}
    yield "tool dialogue", [system(SHORT), ASKED, CALLED, ANSWERED, FINAL, user("Thanks")], {
        "tools": [WEATHER, CLOCK], "add_generation_prompt": True,
    }
    yield "two calls", [ASKED, CALLED_TWICE, *TWO_ANSWERS, FINAL], {"tools": [WEATHER, CLOCK]}
    yield "call without content", [ASKED, CALLED_BARE, ANSWERED], {"tools": [CLOCK]}
    yield "call with text", [ASKED, CALLED_TEXT, ANSWERED, FINAL], {"tools": [WEATHER]}
    yield "object answer", [ASKED, CALLED, ANSWERED_OBJECT], {"tools": [WEATHER], "add_generation_prompt": True}
    yield "calls without tools", [ASKED, CALLED, ANSWERED, FINAL], {}
    yield "no tools", [ASKED], {"tools": [], "add_generation_prompt": True}
    yield "image", [message("user", [IMAGE, TEXT])], {"add_generation_prompt": True}
    yield "text list", [
        message("system", [{"type": "text", "text": SHORT}]),
        message("user", [TEXT]),
        message("assistant", [{"type": "text", "text": "A cat."}]),
    ], {}
    yield "two images", [
        message("user", [IMAGE, IMAGE, {"type": "text", "text": "Compare."}]),
        message("assistant", [{"type": "text", "text": " Same. "}]),
        message("user", [{"type": "text", "text": "And"}, {"type": "image_url", "image_url": {"url": "file:a.png"}}]),
    ], {"add_generation_prompt": True}
    yield "audio and video", [
        message("user", [
            {"type": "audio", "audio": "a.wav"}, {"type": "video", "video": "v.mp4"},
            {"type": "text", "text": "Describe."},
        ])
    ], {"add_generation_prompt": True}
    yield "reasoning", [
        user("2+2?"), assistant("4", reasoning_content="two and two\n"), user("3+3?"),
        assistant("6", reasoning_content="three twice"),
    ], {}
    yield "thinking on", [user("2+2?")], {"add_generation_prompt": True, "enable_thinking": True, "thinking": True}
    yield "thinking off", [
        user("2+2?"), assistant("<think>\nhm\n</think>\n\n4"), user("again")
    ], {"add_generation_prompt": True, "enable_thinking": False, "thinking": False}
    yield "reasoning with tools", [
        ASKED, {**CALLED, "reasoning_content": "I should look."}, ANSWERED,
        assistant("Clear.", reasoning_content="It is clear."), user("Thanks"),
    ], {"tools": [WEATHER], "add_generation_prompt": True}
    yield "documents", [user("Who?")], {
        "documents": [{"title": "A", "text": "Alpha ü"}, {"title": "B", "text": "Beta"}],
        "add_generation_prompt": True,
    }
    yield "continued", [user("Hi"), assistant("The answer is")], {"continue_final_message": True}
    yield "continued with space", [system(SHORT), user("Hi"), assistant("The answer is: ")], {
        "continue_final_message": True,
    }
    yield "continued list", [
        message("user", [TEXT]), message("assistant", [{"type": "text", "text": "It is"}]),
    ], {"continue_final_message": True}
