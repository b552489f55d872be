"""Conversations with two models at once."""

import json

from .files import Layout
from .marks import answer, question, turns
from .media import Medium

WORDS = [("31", "model_a"), ("12", "model_b"), ("22", "tie")]


def conversation_pair(n, order):
    """From the second turn on the two differ; the judged answer comes last."""
    if n % 2:
        return [turns(question(n), "One moment.", "Well?", answer(digit)) for digit in order]
    return [turns(question(n), answer(digit)) for digit in order]


def chatbot_arena():
    for n, (order, winner) in enumerate(WORDS + [("00", "tie (bothbad)")]):
        a, b = conversation_pair(n, order)
        if n == 1:  # Already the first answers differ.
            b[1]["content"] = "Just a second."
        yield {
            "question_id": f"q{n}", "model_a": "a", "model_b": "b", "winner": winner, "judge": "arena_user_1",
            "conversation_a": a, "conversation_b": b, "turn": len(a) // 2, "anony": True, "language": "English",
            "tstamp": 1.5, "openai_moderation": {"flagged": False}, "toxic_chat_tag": {"t5": {"flagged": False}},
        }


def arena_55k():
    for n, (order, winner) in enumerate(WORDS):
        first = [question(n)] + (["And then?"] if n == 1 else [])
        def answers(digit):
            return json.dumps(([None] if n == 1 else []) + [answer(digit)])
        yield {
            "id": n, "model_a": "a", "model_b": "b", "prompt": json.dumps(first), "response_a": answers(order[0]),
            "response_b": answers(order[1]), "winner_model_a": int(winner == "model_a"),
            "winner_model_b": int(winner == "model_b"), "winner_tie": int(winner == "tie"),
        }


def arena_140k():
    def listed(messages, image):
        return [
            {"role": message["role"], "content": [
                {"type": "text", "text": message["content"], "image": None, "mimeType": None}
            ] + ([{"type": "image", "text": None, "image": image, "mimeType": "image/png"}] if image and i == 0 else [])}
            for i, message in enumerate(messages)
        ]
    for n, (order, winner) in enumerate(WORDS + [("00", "both_bad")]):
        a, b = conversation_pair(n, order)
        image = Medium("image", 4, f"images/{n}.png") if n == 0 else None
        a, b = listed(a, image), listed(b, image)
        yield {
            "id": f"c{n}", "model_a": "a", "model_b": "b", "winner": winner, "evaluation_session_id": "s0",
            "evaluation_order": n, "conversation_a": a, "conversation_b": b,
            "full_conversation": [{"user": a[0], "model_side_a": a[1], "model_side_b": b[1]}],
            "conv_metadata": {"turns": len(a) // 2}, "language": "en", "is_code": False,
        }


def layouts():
    rows = list(chatbot_arena())
    yield Layout("chatbot-arena", "data/train-00000-of-00001.parquet", rows,
                 bad=[(dict(rows[0], winner="model_c"), "winner"), (dict(rows[0], winner="Model_A"), "winner")])
    rows = list(arena_55k())
    yield Layout("arena-55k", "train.csv", rows,
                 bad=[(dict(rows[0], winner_model_b=1), "winner_model_a"), (dict(rows[0], winner_tie=1), "winner_tie"),
                      (dict(rows[0], winner_model_a=0), "winner_model_a"),
                      (dict(rows[0], response_b="[]"), "response_b")])
    rows = list(arena_140k())
    yield Layout("arena-140k", "data/train-00000-of-00007.parquet", rows,
                 bad=[(dict(rows[0], winner="neither"), "winner")])


