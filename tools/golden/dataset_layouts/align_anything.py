"""PKU-Alignment/align-anything."""

from .files import Layout
from .marks import answer, question
from .media import Medium

TEXT = [("p", "prompt_following"), ("o", "objective_rules"), ("c", "clarity"), ("i", "information_richness"),
        ("s", "safety")]
IMAGE = [("p", "prompt_following"), ("o", "objective_rules"), ("a", "aesthetics"), ("i", "information_richness"),
         ("s", "safety")]
AUDIO = [("p", "prompt_following"), ("o", "audio_quality"), ("a", "consistency"), ("i", "information_richness"),
         ("s", "safety")]
VIDEO = [("p", "prompt_following"), ("a", "aesthetic"), ("i", "information_richness"), ("s", "safety"),
         ("o", "video_objective_reality"), ("t", "temporal_consistency"), ("c", "content_coherence"),
         ("m", "motion_naturalness")]
BOTH = [("p", "prompt_following"), ("o", "objective_rules"), ("ca", "clarity_aesthetics"),
        ("i", "information_richness"), ("s", "safety"), ("c", "consistency")]
# Quality of the first and second response, and the label.
PLAN = [(3, 1, 1), (1, 2, 2), (2, 2, 0), ("x", "x", None)]


def judged(number, suffix, dimensions, label):
    """The columns after the responses, and the marks that say the same."""
    columns, marks = {}, {}
    for n, (letter, name) in enumerate(dimensions):
        choice = [1, 2, 0][(number + n) % 3]
        rates = (number + n) % 4, (number + n + n % 3 + 1) % 4
        columns[f"{letter}_{suffix}"] = choice
        columns[f"{name}_rate_1"], columns[f"{name}_rate_2"] = rates
        columns[f"{letter}_rationale_1"] = f"{name} of the first"
        columns[f"{letter}_rationale_2"] = f"{name} of the second"
        marks[name] = ["11", "21", "12"][choice]
        marks["R_" + name] = f"{rates[0]}{rates[1]}"
    columns[f"overall_{suffix}"] = label
    columns["overall_textfeedback"] = "##Reason: it is better ##Refinement: say more"
    return columns, marks


def rows(suffix, dimensions, make, feedback=("text_critique_1", "text_critique_2")):
    made = []
    for number, (first, second, label) in enumerate(PLAN):
        columns, marks = judged(number, suffix, dimensions, label)
        row = make(number, question(number, **marks), first, second)
        row.update({name: "##Critique: a fault ##Refinement: a remedy" for name in feedback})
        row.update(columns)
        made.append(row)
    return made


def known(quality):
    """A medium of quality for an unjudged row."""
    return 1 if quality == "x" else quality


def layouts():
    t2t = rows("response", TEXT + [("instruction_following", "instruction_following")], lambda n, q, a, b: {
        "question": q, "response_1": answer(a), "response_2": answer(b)})
    ti2t = rows("response", TEXT, lambda n, q, a, b: {
        "question": q, "image": Medium("image", 4), "response_1": answer(a), "response_2": answer(b),
        "res_1_from": "model-1", "res_2_from": "model-2"})
    tv2t = rows("response", TEXT, lambda n, q, a, b: {
        "prompt": "<video>\n" + q, "video_path": Medium("video", 4, f"./../videos/{n}.mp4", at=f"videos/{n}.mp4"),
        "response_1": answer(a), "response_2": answer(b), "model_1": "model-1", "model_2": "model-2"})
    ta2t = rows("response", TEXT, lambda n, q, a, b: {
        "prompt": q, "audio_path": Medium("audio", 4), "response_1": answer(a), "response_2": answer(b),
        "model_1": "model-1", "model_2": "model-2"})
    ti2ti = rows("response", BOTH, lambda n, q, a, b: {
        "question": q, "image_url": [Medium("image", 4, f"images/{n}.jpg", form="jpg")] if n else None,
        "response_1": answer(a), "output_image_url_1": Medium("image", known(a), f"images/{n}_1.jpg", form="jpg"),
        "response_2": answer(b), "output_image_url_2": None},
        ("text_critique_1", "text_critique_2", "image_critique_1", "image_critique_2"))
    # Media tell their quality by themselves; without a judgement there is none to tell.
    t2i = rows("image", IMAGE, lambda n, q, a, b: {
        "prompt": q + (" overall~xx" if a == "x" else ""), "image_1": Medium("image", known(a)),
        "image_1_model": "model-1", "image_2": Medium("image", known(b)), "image_2_model": "model-2"},
        ("text_1_feedback", "text_2_feedback"))
    t2a = rows("audio", AUDIO, lambda n, q, a, b: {
        "prompt": q + (" overall~xx" if a == "x" else ""), "response_1": Medium("audio", known(a)),
        "response_2": Medium("audio", known(b)), "res_1_from": "model-1", "res_2_from": "model-2"},
        ("text_1_feedback", "text_2_feedback"))
    for row in t2a:
        row.update({"refine_prompt": "a prompt made better", "reasoning": "why"})
    t2v = rows("video", VIDEO, lambda n, q, a, b: {
        "prompt": q + (" overall~xx" if a == "x" else ""), "video_1": Medium("video", known(a), f"videos/{n}_1.mp4"),
        "video_2": Medium("video", known(b), f"videos/{n}_2.mp4")})
    llf = [{"prompt": "<image>\n" + question(n), "image": Medium("image", 4), "response": answer(1),
            "critique": "it lacks something", "refinement": answer(3)} for n in range(2)]
    name = "align-anything-"
    yield Layout(name + "t2t", "train_30k.parquet", t2t, bad=[(dict(t2t[0], overall_response=3), "overall_response"),
                                                              (dict(t2t[0], overall_response=-1), "overall_response")])
    yield Layout(name + "ti2t", "train_40k.parquet", ti2t,
                 bad=[(dict(ti2t[0], overall_response=7), "overall_response"),
                      (dict(ti2t[0], p_response="first"), "p_response"),
                      (dict(ti2t[0], safety_rate_1="good"), "safety_rate_1")])
    yield Layout(name + "tv2t", "train_10k.json", tv2t, archive="videos.tar.gz")
    yield Layout(name + "ta2t", "train_30k.parquet", ta2t)
    yield Layout(name + "ti2ti", "train_27k.json", ti2ti, archive="images.tar.gz")
    yield Layout(name + "t2i", "train_30k.parquet", t2i)
    yield Layout(name + "t2a", "train_12k.parquet", t2a)
    yield Layout(name + "t2v", "9k_train.json", t2v, archive="videos.tar.gz*")
    yield Layout(name + "llf", "train.parquet", llf)
