#!/usr/bin/env python3
"""Compares our renderer with transformers' apply_chat_template over every template of a folder and many conversations.

    chat_templates.py compare RENDERER FOLDER...    counts what is equal, and shows what is not
    chat_templates.py battery RENDERER [COUNT]      the same for single expressions and statements, COUNT made at random
    chat_templates.py write RENDERER                writes fixtures/golden/chat_templates.json: what transformers makes of the
                                                    templates that are our own, the built-in ones included
    chat_templates.py named RENDERER NAME FILE      compares a built-in template with one that others have written

Pinned: transformers 5.24.0, jinja2 3.1.6. RENDERER is the program built from tools/render-chats. A FOLDER holds files
that end in .jinja, and JSON files with a `chat_template`; none of the templates that others have written is kept here.
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from chats import expressions  # noqa: E402
from chats.shapes import shapes  # noqa: E402

NOW = datetime.datetime(2024, 7, 6, 15, 4, 5)
EXTRA = {
    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "image_token": "<image>",
}


class FixedDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


def reference():
    """A function that renders as transformers does, at a fixed time."""
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast
    from transformers.utils import chat_template_utils

    chat_template_utils.datetime = FixedDatetime
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()))

    def render(template, messages, options, extra):
        try:
            text = tokenizer.apply_chat_template(
                messages, chat_template=template, tokenize=False, **{**extra, **options}
            )
            spans = None
            if not options.get("continue_final_message") and "generation" in template:
                options = {**options}
                normalised = chat_template_utils._normalize_chat_messages(messages)
                _, all_spans = chat_template_utils.render_jinja_template(
                    conversations=[normalised], chat_template=template, return_assistant_tokens_mask=True,
                    **{**extra, **options},
                )
                spans = [list(span) for span in all_spans[0]]
            return {"text": text, "spans": spans}
        except Exception as error:  # whatever a template may raise
            return {"error": f"{type(error).__name__}: {error}", "what": str(error), "kind": type(error).__name__}

    return render


def request(template, messages, options, extra):
    known = {
        "tools": "tools", "documents": "documents", "add_generation_prompt": "addGenerationPrompt",
        "continue_final_message": "continueFinalMessage",
    }
    result = {"template": template, "messages": messages, "now": NOW.isoformat()}
    result["extra"] = {**extra, **{key: value for key, value in options.items() if key not in known}}
    for key, name in known.items():
        if key in options:
            result[name] = options[key]
    return result


def templates(folders):
    """Name and text of each distinct template."""
    seen = {}
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix == ".jinja":
                found = [(str(path.relative_to(folder)), path.read_text())]
            elif path.suffix == ".json":
                document = json.loads(path.read_text())
                found = []
                template = document.get("chat_template") if isinstance(document, dict) else None
                if isinstance(template, str):
                    found = [(str(path.relative_to(folder)), template)]
                elif isinstance(template, list):
                    found = [(f"{path.name}:{one['name']}", one["template"]) for one in template]
            else:
                continue
            for name, text in found:
                if text.strip() and text not in seen:
                    seen[text] = name
    return [(name, text) for text, name in seen.items()]


def equal(theirs, ours):
    """Whether both gave the same text and spans, or both refused; the template's own refusals in the same words."""
    if "error" in theirs or "error" in ours:
        if "error" not in theirs or "error" not in ours or ours["kind"] == "unsupported":
            return False
        if theirs["kind"] == "TemplateError" or ours["kind"] == "raised":
            return theirs["what"] == ours["what"]
        return True
    if theirs["text"] != ours["text"]:
        return False
    if theirs["spans"] is None or ours["spans"] is None:
        return True
    # Theirs are in characters, ours in bytes.
    data = ours["text"].encode()
    return theirs["spans"] == [[len(data[:a].decode()), len(data[:b].decode())] for a, b in ours["spans"]]


def battery(renderer, count, seed, verbose):
    """Tries expressions and statements one by one."""
    render = reference()
    messages = [{"role": "user", "content": "Hi"}]
    every = list(dict.fromkeys([*expressions.templates(), *expressions.combinations(random.Random(seed), count)]))
    lines = "".join(json.dumps(request(t, messages, {}, expressions.VALUES)) + "\n" for t in every)
    done = subprocess.run([renderer], input=lines.encode(), stdout=subprocess.PIPE, check=False)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if len(answers) != len(every):
        sys.exit(f"{renderer}: {len(answers)} answers to {len(every)} requests, exit status {done.returncode}")
    counts = collections.Counter()
    for template, ours in zip(every, answers):
        theirs = render(template, messages, {}, expressions.VALUES)
        if equal(theirs, ours):
            counts["texts" if "text" in theirs else "refusals"] += 1
        # A slice of a constant that has none is an error here, and there only if Jinja does not work it out beforehand.
        elif ours.get("kind") in ("unsupported", "limit") or "cannot be sliced" in ours.get("what", ""):
            counts["unsupported"] += 1
            if verbose:
                print(f"--- unsupported {template!r}\n  ours   {ours['what']}\n  theirs {json.dumps(theirs)[:200]}")
        else:
            counts["different"] += 1
            print(f"--- {template!r}\n  theirs {shown(theirs, ours)}\n  ours   {shown(ours, theirs)}")
    print(f"{len(every)} templates:", ", ".join(f"{counts[k]} {k}" for k in ("texts", "refusals", "unsupported", "different")))
    return counts["different"] == 0


def compare(renderer, folders, verbose):
    render = reference()
    every = [
        (name, shape, template, messages, options)
        for name, template in templates(folders)
        for shape, messages, options in shapes()
    ]
    lines = "".join(json.dumps(request(t, m, o, EXTRA)) + "\n" for _, _, t, m, o in every)
    done = subprocess.run([renderer], input=lines.encode(), stdout=subprocess.PIPE, check=False)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if len(answers) != len(every):
        sys.exit(f"{renderer}: {len(answers)} answers to {len(every)} requests, exit status {done.returncode}")
    good, texts, refusals, spanned, unplaced = 0, 0, 0, 0, 0
    whole = {name: True for name, *_ in every}
    kinds = collections.Counter()
    for (name, shape, template, messages, options), ours in zip(every, answers):
        theirs = render(template, messages, options, EXTRA)
        if equal(theirs, ours):
            good += 1
            texts += "text" in theirs
            refusals += "error" in theirs
            if "error" in theirs:
                kinds[theirs["kind"], ours["kind"]] += 1
            if theirs.get("spans"):
                spanned += ours["spans"] is not None
                unplaced += ours["spans"] is None
            continue
        whole[name] = False
        if verbose:
            print(f"--- {name} · {shape}\n  theirs {shown(theirs, ours)}\n  ours   {shown(ours, theirs)}")
    print(
        f"{sum(whole.values())} of {len(whole)} templates equal on all shapes; {good} of {len(every)} renderings equal: "
        f"{texts} texts ({spanned} of them with spans, {unplaced} with spans that have no place), {refusals} refusals"
    )
    if verbose:
        for (theirs, ours), count in sorted(kinds.items()):
            print(f"  refused by {theirs} there and as '{ours}' here: {count}")
    return good == len(every)


def built_in(renderer, name):
    """The text of a built-in template."""
    done = subprocess.run([renderer], input=json.dumps({"builtIn": name}).encode(), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["text"]


BUILT_IN = ["chatml", "llama-3", "vicuna", "mistral", "chameleon", "plain"]
# What kind of refusal each of transformers' stands for; any other is a matter of values.
KINDS = {
    "TemplateError": "raised", "UndefinedError": "undefined", "SecurityError": "forbidden", "TemplateSyntaxError": "syntax",
    "TemplateAssertionError": "syntax",
}


def golden(rendering):
    if "error" not in rendering:
        return {"text": rendering["text"], **({"spans": rendering["spans"]} if rendering["spans"] else {})}
    kind = KINDS.get(rendering["kind"], "other")
    return {"refused": kind, **({"what": rendering["what"]} if kind == "raised" else {})}


def write(renderer):
    """Only what we render as transformers does is written; what differs is known, or is shown by `battery`."""
    render = reference()
    folder = pathlib.Path(__file__).parent / "chats" / "templates"
    texts = {path.stem: path.read_text() for path in sorted(folder.glob("*.jinja"))}
    texts.update({name: built_in(renderer, name) for name in BUILT_IN})
    document = {
        "now": NOW.isoformat(), "extra": EXTRA, "shapes": [], "templates": [], "values": expressions.VALUES, "constructs": [],
    }
    for shape, messages, options in shapes():
        document["shapes"].append({"name": shape, "request": request("", messages, options, {})})
    for name, text in texts.items():
        results = [golden(render(text, messages, options, EXTRA)) for _, messages, options in shapes()]
        document["templates"].append({"name": name, **({} if name in BUILT_IN else {"text": text}), "results": results})
    messages = [{"role": "user", "content": "Hi"}]
    every = list(dict.fromkeys(expressions.templates()))
    lines = "".join(json.dumps(request(t, messages, {}, expressions.VALUES)) + "\n" for t in every)
    done = subprocess.run([renderer], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    for text, line in zip(every, [line for line in done.stdout.decode().split("\n") if line]):
        theirs = render(text, messages, {}, expressions.VALUES)
        if equal(theirs, json.loads(line)):
            document["constructs"].append({"template": text, **golden(theirs)})
    path = pathlib.Path(__file__).parents[2] / "fixtures" / "golden" / "chat_templates.json"
    rows = [
        f"{json.dumps(key)}: "
        + ("[\n" + ",\n".join(json.dumps(one, ensure_ascii=True) for one in value) + "\n]" if isinstance(value, list) else json.dumps(value))
        for key, value in document.items()
    ]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"{path.name}: {len(texts)} templates × {len(document['shapes'])} conversations, {len(document['constructs'])} of {len(every)} constructs")
    return True


def named(renderer, name, path):
    """Compares over the conversations that both take."""
    render = reference()
    ours, theirs = built_in(renderer, name), pathlib.Path(path).read_text()
    same, both = 0, 0
    for shape, messages, options in shapes():
        a, b = render(ours, messages, options, EXTRA), render(theirs, messages, options, EXTRA)
        if "text" not in a or "text" not in b:
            continue
        both += 1
        same += a["text"] == b["text"]
        if a["text"] != b["text"]:
            print(f"--- {shape}\n  {name} {shown(a, b)}\n  {path} {shown(b, a)}")
    print(f"{name} and {path}: {same} of {both} conversations equal")
    return True


def shown(one, other):
    if "error" in one:
        return one["error"][:300]
    if "error" in other:
        return repr(one["text"][:80])
    a, b = one["text"], other["text"]
    if a == b:
        return f"spans {one['spans']}"
    i = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"at {i}: {a[max(0, i - 40) : i + 60]!r}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    comparing = commands.add_parser("compare")
    comparing.add_argument("renderer")
    comparing.add_argument("folders", nargs="+")
    comparing.add_argument("-v", "--verbose", action="store_true")
    trying = commands.add_parser("battery")
    trying.add_argument("renderer")
    trying.add_argument("count", nargs="?", type=int, default=2000)
    trying.add_argument("--seed", type=int, default=1)
    trying.add_argument("-v", "--verbose", action="store_true")
    commands.add_parser("write").add_argument("renderer")
    naming = commands.add_parser("named")
    naming.add_argument("renderer")
    naming.add_argument("name")
    naming.add_argument("path")
    options = parser.parse_args()
    if options.command == "compare":
        good = compare(options.renderer, options.folders, options.verbose)
    elif options.command == "write":
        good = write(options.renderer)
    elif options.command == "named":
        good = named(options.renderer, options.name, options.path)
    else:
        good = battery(options.renderer, options.count, options.seed, options.verbose)
    sys.exit(0 if good else 1)
