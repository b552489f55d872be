"""HongbangYuan/OmniRewardBench: one criterion in words for each row."""

from .files import Layout
from .marks import answer, question
from .media import Medium

PLAN = [("31", "response1"), ("12", "response2"), ("22", "tie")]


def rows(make):
    made = []
    for n, (order, label) in enumerate(PLAN):
        made.append({
            "prompt": question(n), **make(n, order), "model1": "a", "model2": "b",
            "criteria": f"Prefer the one with more detail ({n}).", "criteria_preference": label, "id": f"o{n}",
        })
    return made


def texts(order):
    return {"response1": answer(order[0]), "response2": answer(order[1])}


def media(kind, order):
    return {f"response{k + 1}": Medium(kind, int(digit)) for k, digit in enumerate(order)}


def layouts():
    def layout(name, folder, made, **more):
        return Layout("omnireward-" + name, f"{folder}/test-00000-of-00001.parquet", made, **more)

    both = ["omnireward-t2t", "omnireward-t2v"]
    made = rows(lambda n, order: texts(order))
    yield layout("t2t", "text_to_text", made, ambiguous=both,
                 bad=[(dict(made[0], criteria_preference="response3"), "criteria_preference")])
    yield layout("ti2t", "text_image_to_text", rows(lambda n, order: {"image": Medium("image", 4), **texts(order)}))
    yield layout("tv2t", "text_video_to_text", rows(
        lambda n, order: {"video": Medium("video", 4, f"v{n}.mp4", at=f"media_data/v{n}.mp4"), **texts(order)}))
    yield layout("ta2t", "text_audio_to_text", rows(lambda n, order: {"audio": Medium("audio", 4), **texts(order)}))
    for kind in ["image", "audio"]:
        made = rows(lambda n, order: media(kind, order))
        for n, row in enumerate(made):
            row.update({"response1_path": f"{n}_1", "response2_path": f"{n}_2"})
        yield layout(f"t2{kind[0]}", f"text_to_{kind}", made, adapter="omnireward-t2m")
    yield layout("t2v", "text_to_video", rows(lambda n, order: {
        f"response{k + 1}": Medium("video", int(digit), f"{n}_{k}.mp4", at=f"media_data/{n}_{k}.mp4")
        for k, digit in enumerate(order)}), ambiguous=both)
    yield layout("ti2i", "text_image_to_image", rows(
        lambda n, order: {"image": Medium("image", 4), **media("image", order)}))
