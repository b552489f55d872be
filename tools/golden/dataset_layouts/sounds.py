"""Sounds."""

from .files import Layout
from .marks import question
from .media import Medium


def layouts():
    yield Layout("audio-alpaca", "data/train-00000-of-00001.parquet", [
        {"prompt": question(n), "chosen": Medium("audio", a), "rejected": Medium("audio", b), "strategy": "1"}
        for n, (a, b) in enumerate([(3, 1), (2, 0)])])
    rows = []
    for n, (a, b, label, votes, accuracy) in enumerate([
        (3, 1, "A", [("A+2", "21"), ("B+1", "12")], [("0", "1"), ("1", "1")]),
        (1, 2, "B", [("B+2", "12"), ("B+1", "12")], [("1", "0"), ("0", "0")]),
        (2, 2, "Tie", [("A+1", "21"), ("B+1", "12")], [("1", "0"), ("1", "0")]),
    ]):
        rows.append({
            "index": n, "subset": "regular", "language_setting": "en2en", "prompt": Medium("audio", 4),
            "prompt_text": "Hello.", "target_text": question(
                n, votes=2, R_text_accuracy="/".join(first + second for first, second in accuracy)), "audioA": Medium("audio", a),
            "audioB": Medium("audio", b), "audioA_text_accuracy": [int(first) for first, _ in accuracy],
            "audioB_text_accuracy": [int(second) for _, second in accuracy], "naturalness_label": label,
            "naturalness_annotation": [vote for vote, _ in votes],
            # What each says is in the rater's name.
            "rater": [f"rater{k} vote~{mark}" for k, (_, mark) in enumerate(votes)], "gemini-2.5-flash": "an analysis",
            # Not a side: people agree.
            "chosen": n == 1,
        })
    yield Layout("speechjudge", "data/train-00000-of-00001.parquet", rows, bad=[
        (dict(rows[0], naturalness_label="C"), "naturalness_label"),
        (dict(rows[0], naturalness_annotation=["A+2", "C+1"]), "naturalness_annotation.1.naturalness"),
        (dict(rows[0], rater=["one"]), "rater")])
