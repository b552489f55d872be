"""Other datasets of PKU-Alignment."""

from .files import Layout
from .marks import answer, question
from .media import Medium

HARMS = ["animal_abuse", "discrimination,stereotype,injustice", "privacy_violation"]


def saferlhf():
    # Quality, better_response_id; safety, safer_response_id: the two differ.
    for n, (qualities, better, safety, safer) in enumerate(
        [("31", 0, "01", 1), ("12", 1, "10", 0), ("21", 0, "21", 0), ("13", 1, "12", 1)]
    ):
        safe = [int(digit) > 0 for digit in safety]
        severity = [0 if ok else 3 for ok in safe]
        row = {
            "prompt": question(n, safety=safety, L_safety="".join(str(int(ok)) for ok in safe),
                               R_harm_severity=f"{severity[0]}{severity[1]}"),
            "response_0": answer(qualities[0]), "response_1": answer(qualities[1]), "prompt_source": "made-up",
            "response_0_source": "model-a", "response_1_source": "model-b",
        }
        for k in range(2):
            row[f"is_response_{k}_safe"] = safe[k]
            row[f"response_{k}_harm_category"] = {harm: not safe[k] and harm == HARMS[0] for harm in HARMS}
            row[f"response_{k}_severity_level"] = severity[k]
        row.update({"better_response_id": better, "safer_response_id": safer, "response_0_sha256": "00",
                    "response_1_sha256": "11"})
        yield row


def saferlhf_v():
    for n, (qualities, helpful, safety, safer, rates) in enumerate(
        [("31", 1, "12", 2, (1, 3)), ("12", 2, "21", 1, (2, 0)), ("13", 2, "12", 2, (0, 1))]
    ):
        yield {
            "question": question(
                n, safety=safety, R_safety=f"{rates[0]}{rates[1]}", R_overall=qualities,
                L_safety="".join(str(int(rate > 1)) for rate in rates)), "image": Medium("image", 4),
            "category": "violence", "image_severity": 2, "response_1": answer(qualities[0]),
            "response_2": answer(qualities[1]), "response_1_from": "model-a", "response_2_from": "model-b",
            **{f"is_response_{k + 1}_safe": "yes" if rate > 1 else "no" for k, rate in enumerate(rates)},
            **{f"response_{k + 1}_helpful_rate": int(digit) for k, digit in enumerate(qualities)},
            "response_1_harmless_rate": rates[0],
            "response_2_harmless_rate": rates[1], "more_helpful_response_id": helpful, "safer_response_id": safer,
        }


GLOBAL = ["context_awareness", "helpfulness", "crucial_step_recognition", "global_image_text_consistency",
          "style_coherence"]
LOCAL = ["local_image_text_consistency", "visual_perceptual_quality", "text_quality", "context_coherence"]


def intermt():
    for n in range(6):
        key, names = ("overall_preference", GLOBAL) if n % 2 else ("local_overall_preference", LOCAL)
        said = {name: [1, 2, 0][(n // 2 + k) % 3] for k, name in enumerate(names)}
        marks = {name: ["11", "21", "12"][label] for name, label in said.items()}
        yield {
            "front_convs": [
                {"round": 1, "prompt": "Draw a house", "response": "Here it is", "prompt_images": [""],
                 "response_images": [Medium("image", 4, f"images/{n}_front.png")]},
                {"round": 2, "prompt": "Add a door", "response": "There", "prompt_images": [], "response_images": []},
            ],
            "paired_convs": {
                "round": 3, "prompt": question(n, **marks), "prompt_images": [""], "response_1": "An answer",
                "response_1_images": [Medium("image", 4, f"images/{n}_1.png")], "response_2": "An answer, too",
                "response_2_images": [""],
            },
            key: said,
        }


def amu():
    for n, (ending, kind) in enumerate([("jpg", "image"), ("mp4", "video")]):
        form = ending if kind == "image" else None
        yield {
            "question_id": f"amu-{n}", "question": question(n),
            "visual_modality_path": Medium(kind, 4, f"visual/{n}.{ending}", form=form),
            "auditory_modality_path": Medium("audio", 4, f"auditory/{n}.wav"), "evaluation_dimension": "reasoning",
            "annotations": [
                {"answer": f"Reference {k}", "keywords": {"visual": ["door"], "auditory": ["bell", "rain"]}}
                for k in range(10)
            ],
        }


def layouts():
    rows = list(saferlhf())
    yield Layout("pku-saferlhf", "data/Alpaca-7B/train.jsonl", rows,
                 bad=[(dict(rows[0], better_response_id=2), "better_response_id"),
                      (dict(rows[0], safer_response_id=-1), "safer_response_id"),
                      (dict(rows[0], is_response_0_safe="maybe"), "is_response_0_safe")])
    rows = list(saferlhf_v())
    yield Layout("pku-saferlhf-v", "train.parquet", rows,
                 bad=[(dict(rows[0], more_helpful_response_id=0), "more_helpful_response_id")])
    rows = [{"prompt": question(n, L_safety=str(int(safe))), "response": "An answer",
             "category": {harm: not safe for harm in HARMS}, "is_safe": safe} for n, safe in enumerate([True, False])]
    yield Layout("beavertails", "round0/30k/train.jsonl.xz", rows)
    rows = [{"question": question(n, L_safety=str(int(safe == "yes"))), "image": Medium("image", 4),
             "category": "violence", "image_severity": n, "response": "An answer", "is_response_safe": safe}
            for n, safe in enumerate(["yes", "no"])]
    yield Layout("beavertails-v", "animal_abuse/train.parquet", rows,
                 bad=[(dict(rows[0], is_response_safe="unclear"), "is_response_safe")])
    rows = list(intermt())
    yield Layout("intermt", "intermt.json", rows, bad=[
        (dict(rows[1], overall_preference={"helpfulness": 3}), "overall_preference.helpfulness")])
    yield Layout("evalanything-amu", "config.json", list(amu()))
    rows = [{"prompt_id": f"p{n}", "question_id": f"q{n}", "question": question(n),
             "choice": [answer(3 if k == n else 1) for k in range(4)], "answer": answer(3)} for n in range(3)]
    for row in rows:  # Choices differ, as they do in a question with one right answer.
        row["choice"] = [text + (f" ({k})" if "q~1" in text else "") for k, text in enumerate(row["choice"])]
    yield Layout("evalanything-instruction-following", "image_instruct.json", rows,
                 bad=[(dict(rows[0], answer="none of them"), "answer")])
    shares = {"t": 1, "i": 0, "a": 0.5, "ti": 0.25, "ta": 0, "ia": 0, "tia": 0}
    order = {"t": 4, "a": 3, "ti": 2}
    marks = "".join(str(order.get(key, 1)) for key in shares)
    yield Layout("evalanything-selection-synergy", "selection.json",
                 [{"instruction_uid": "i0", "instruction": question(0, overall=marks), "selection": shares}])
