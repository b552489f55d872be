#!/usr/bin/env python3
"""Looks for templates that our renderer and transformers' apply_chat_template render differently, and for ones that our
renderer does not survive.

    fuzz_chat_templates.py differ RENDERER SECONDS [FOLDER...]    templates made by a grammar, or those of the folders with
                                                                  tokens changed, each with conversations made at random
    fuzz_chat_templates.py endure RENDERER SECONDS FOLDER...      the folders' templates with bytes changed: no crash, no answer
                                                                  later than --most-seconds, no more than --most-bytes

Everything follows from --seed. Pinned as chat_templates.py, which it builds on.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import select
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from chat_templates import EXTRA, NOW, equal, reference, request, shown, templates  # noqa: E402
from chats.grammar import Grammar, conversation, mutated, scrambled  # noqa: E402


class TooSlow(BaseException):
    pass


def limited(render):
    """The reference with a time limit: a changed template may run for ever."""

    def stop(signal_number, frame):
        raise TooSlow

    signal.signal(signal.SIGALRM, stop)

    def rendered(*arguments):
        signal.setitimer(signal.ITIMER_REAL, 2)
        try:
            return render(*arguments)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    return rendered


def answers(renderer, requests):
    done = subprocess.run(
        [renderer], input="".join(json.dumps(one) + "\n" for one in requests).encode(), stdout=subprocess.PIPE, check=False
    )
    found = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    if len(found) != len(requests):
        sys.exit(f"exit status {done.returncode} at {json.dumps(requests[len(found)])}")
    return found


def differ(renderer, seconds, folders, seed, batch=400):
    render = limited(reference())
    real = [text for _, text in templates(folders)]
    rng = random.Random(seed)
    counts, unsupported = collections.Counter(), collections.Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        cases = []
        for _ in range(batch):
            template = mutated(rng, rng.choice(real)) if real else Grammar(rng).template()
            counts["templates"] += 1
            for _ in range(3):
                cases.append((template, *conversation(rng)))
        requests = [request(t, m, o, {**EXTRA, **Grammar.VALUES}) for t, m, o in cases]
        for (template, messages, options), ours in zip(cases, answers(renderer, requests)):
            try:
                theirs = render(template, messages, options, {**EXTRA, **Grammar.VALUES})
            except TooSlow:
                counts["too slow there"] += 1
                continue
            if equal(theirs, ours):
                counts["texts" if "text" in theirs else "refusals"] += 1
            elif ours.get("kind") in ("unsupported", "limit"):
                counts["unsupported"] += 1
                unsupported[ours["what"][:90]] += 1
            # Jinja prints where an object lies in memory.
            elif re.search(r" at 0x[0-9a-f]{8}", theirs.get("text", "")):
                counts["addresses"] += 1
            else:
                counts["different"] += 1
                print(f"--- {template!r}\n  of {json.dumps([messages, options])}\n  theirs {shown(theirs, ours)}\n  ours   {shown(ours, theirs)}", flush=True)
    print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    for what, count in unsupported.most_common(40):
        print(f"  {count:6} {what}")
    return counts["different"] == 0


class Renderer:
    """A renderer that is asked one question after the other."""

    def __init__(self, path):
        self.path = path
        self.start()

    def start(self):
        self.process = subprocess.Popen([self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, question, most_seconds):
        """The answer and the seconds that it took; None instead of an answer when there is none in time."""
        start = time.monotonic()
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], most_seconds)
            line = self.process.stdout.readline() if ready else b""
        except BrokenPipeError:
            line = b""
        return (json.loads(line) if line else None), time.monotonic() - start

    def bytes(self):
        """The most memory that it has held."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def stop(self):
        self.process.kill()
        return self.process.stderr.read()[-2000:].decode(errors="replace")


def endure(renderer, seconds, folders, seed, most_seconds, most_bytes):
    real = [text for _, text in templates(folders)]
    rng = random.Random(seed)
    asked, faults, slowest, kinds = 0, 0, 0.0, collections.Counter()
    running = Renderer(renderer)
    held = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        template = scrambled(rng, rng.choice(real))
        messages, options = conversation(rng)
        question = request(template, messages, options, {**EXTRA, **Grammar.VALUES})
        answer, took = running.ask(question, most_seconds)
        asked += 1
        slowest = max(slowest, took)
        fault = None
        if answer is None:
            fault = f"no answer in {took:.1f} s, exit status {running.process.poll()}"
        else:
            kinds[answer.get("kind", "text")] += 1
            held = max(held, running.bytes())
            if running.bytes() > most_bytes:
                fault = f"{running.bytes()} bytes"
        if fault:
            faults += 1
            print(f"--- {fault}: {json.dumps(question)}\n{running.stop()}", flush=True)
            running = Renderer(renderer)
    running.stop()
    print(f"{asked} templates, {faults} faults, at most {slowest:.2f} s and {held >> 20} MiB;", dict(kinds))
    return faults == 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("differ", "endure"):
        command = commands.add_parser(name)
        command.add_argument("renderer")
        command.add_argument("seconds", type=float)
        command.add_argument("folders", nargs="*" if name == "differ" else "+")
        command.add_argument("--seed", type=int, default=1)
        if name == "endure":
            command.add_argument("--most-seconds", type=float, default=5)
            command.add_argument("--most-bytes", type=int, default=1 << 30)
    options = parser.parse_args()
    if options.command == "differ":
        good = differ(options.renderer, options.seconds, options.folders, options.seed)
    else:
        good = endure(
            options.renderer, options.seconds, options.folders, options.seed, options.most_seconds, options.most_bytes
        )
    sys.exit(0 if good else 1)
