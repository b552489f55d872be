"""Marks by which a test knows what a row must say, apart from its label columns."""


def question(number, **marks):
    """A question; a mark is a criterion and a digit for each candidate: the higher wins, equal ones tie, 0 for all is
    both bad, x is no judgement, - is a candidate that is not ranked. R_ before it: the ratings themselves. L_: 1 for safe (kept), 0 for unsafe (broken)."""
    words = [f"Question {number}"] + [f"{key}~{value}" for key, value in marks.items()]
    return " ".join(words)


def answer(quality):
    """An answer of this quality, x when nobody judged it."""
    return f"An answer q~{quality}"


def turns(*texts):
    """Messages, beginning with the user's."""
    return [{"content": text, "role": "assistant" if i % 2 else "user"} for i, text in enumerate(texts)]
