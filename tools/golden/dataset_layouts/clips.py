"""Clips."""

from .files import Layout
from .marks import answer, question
from .media import Medium


def videodpo():
    for n, (first, second) in enumerate([(0, 1), (2, 3), (5, 4)]):
        def clip(number):
            folder = "losevideos" if number % 2 else "winvideos"
            return Medium("video", 1 if number % 2 else 3, number, at=f"{folder}/{number // 2:06d}.mp4")
        yield {"video1": clip(first), "video2": clip(second), "frame_caption": question(n), "label": 0}


def videogen():
    plan = [((3, 1), "A", "12", "B"), ((1, 3), "B", "21", "A"), ((2, 2), "same", "11", "same"), ((1, 2), None, "xx", None)]
    for n, (quality, label, other, word) in enumerate(plan):
        marks = {"visual_quality": other, "motion_quality": other, "text_alignment": other}
        if label is None:
            marks["overall"] = "xx"
        yield {
            "path_A": Medium("video", quality[0], f"videos/{n}a.mp4"),
            "path_B": Medium("video", quality[1], f"videos/{n}b.mp4"), "prompt": question(n, **marks),
            "A_model": "model-a", "B_model": "model-b", "fps_A": 8.0, "fps_B": 24.0, "VQ": word, "MQ": word,
            "TA": word, "Overall": label,
        }


def safesora():
    for n, (quality, helpful, other, word) in enumerate(
        [((3, 1), "video_0", "12", "video_1"), ((1, 2), "video_1", "21", "video_0")]
    ):
        names = ["instruction_following", "correctness", "informativeness", "aesthetics"]
        marks = {name: other for name in ["harmlessness"] + names}
        yield {
            "pair_id": f"pair{n}", "prompt_id": f"p{n}", "prompt_text": question(n, **marks),
            "prompt_type": "safety_critical",
            **{f"video_{k}": {"video_id": f"v{n}{k}", "video_path": Medium("video", quality[k], f"videos/{n}/{k}.mp4"),
                              "generated_from": f"model-{k}", "is_safe": True} for k in range(2)},
            "helpfulness": helpful, "harmlessness": word, "sub_preferences": {name: word for name in names},
        }


def videofeedback():
    names = ["visual quality", "temporal consistency", "dynamic degree", "text-to-video alignment", "factual consistency"]
    for n in range(2):
        ratings = [(n + k) % 4 + 1 for k in range(5)]
        marks = {"R_" + name.replace(" ", "_").replace("-", "_"): str(rating) for name, rating in zip(names, ratings)}
        yield {
            "id": f"clip{n}", "images": [Medium("image", 4, f"clip{n}_{k:02d}.jpg", form="jpg") for k in range(3)],
            "text prompt": question(n, **marks), "video link": f"https://example.org/clip{n}.mp4",
            **dict(zip(names, ratings)),
            "conversations": [{"from": "human", "value": "rate it"}, {"from": "gpt", "value": "rated"}],
        }


def layouts():
    rows = list(videodpo())
    yield Layout("videodpo", "pair.json", rows,
                 bad=[(dict(rows[0], label=1), "label"), (dict(rows[0], video2=Medium("video", 3, 2)), "video2")])
    rows = list(videogen())
    yield Layout("videogen-rewardbench", "videogen-rewardbench.csv", rows,
                 bad=[(dict(rows[0], Overall="C"), "Overall")])
    rows = list(safesora())
    yield Layout("safesora", "config-train.json", rows, bad=[(dict(rows[0], helpfulness="video_2"), "helpfulness")])
    yield Layout("videofeedback", "annotated/train-00000-of-00001.parquet", list(videofeedback()),
                 archive="annotated/frames_train.zip", roots=["annotated/frames_train.zip"])
    frames = {f"long/clip/{k}.jpg": Medium("image", 4, form="jpg") for k in range(3)}
    rows = [
        {"prompt": "<image>\n" + question(0), "image": Medium("image", 4, "long/picture.jpg", form="jpg"),
         "chosen": answer(3), "rejected": answer(1)},
        {"prompt": "<video>\n" + question(1), "video": "long/clip", "chosen": answer(2), "rejected": answer(0)},
    ]
    yield Layout("mm-rlhf-pairs", "dpo_pairs.jsonl", rows, files=frames)
    rows = [
        {"id": f"m{n}", "prompt": "<image>\n" + question(n, R_overall=scores),
         "image": Medium("image", 4, "long/picture.jpg", form="jpg"),
         "responses": [{"model": f"model-{k}", "response": answer(quality), "score": int(scores[k]), "rank": rank,
                        "feedback": "it is so"} for k, (quality, rank) in enumerate(zip(qualities, ranks))]}
        for n, (qualities, ranks, scores) in enumerate([("312", (1, 3, 2), "528"), ("2213", (2, 2, 4, 1), "3319")])
    ]
    yield Layout("mm-rlhf", "data.jsonl", rows)
