"""Sounds."""

from .files import Layout
from .marks import question
from .media import Medium


def layouts():
    yield Layout("audio-alpaca", "data/train-00000-of-00001.parquet", [
        {"prompt": question(n), "chosen": Medium("audio", a), "rejected": Medium("audio", b), "strategy": "1"}
        for n, (a, b) in enumerate([(3, 1), (2, 0)])])
    rows = [
        {"index": f"s{n}", "target_text": question(n, intelligibility=clear), "audio_a": Medium("audio", a),
         "audio_b": Medium("audio", b), "naturalness_label": label, "intelligibility_label": word}
        for n, (a, b, label, clear, word) in enumerate(
            [(3, 1, "A", "12", "B"), (1, 2, "B", "21", "A"), (2, 2, "tie", "11", "tie")])
    ]
    yield Layout("speechjudge", "data/train-00000-of-00001.parquet", rows,
                 bad=[(dict(rows[0], naturalness_label="C"), "naturalness_label")])
