"""Retraining with feedback: a reader that learned is taken, one that reads worse is not, and the service follows."""

import json
import logging
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from intent import dataset
from intent.artifact import CARD
from intent.classifier import Reader
from intent.model import INTENTS
from intent.training import train
from service.errors import RetrainingRefused
from service.feedback.present import present_reader
from service.feedback.retraining import Utterances, learnable, retrain, retrain_with_feedback
from service.feedback.store import Example, Named
from service.llm.scripted import ScriptedAnswer
from service.settings import Settings
from tests.service.running import Served, answered, on_both_databases

MISSED, RAIN = "下雨天，赞", Named("下雨天", "like")


def few(examples: Sequence[dataset.Example], of_each: int) -> list[dataset.Example]:
    """Some of every intent, natural and generated, and some that need the conversation to be understood."""
    chosen = [
        example
        for intent in INTENTS
        for natural in (True, False)
        for example in [one for one in examples if (one.intent, one.natural) == (intent, natural)][:of_each]
    ]
    return chosen + [example for example in examples if example.deixis and example not in chosen][:5]


@pytest.fixture(scope="module")
def utterances() -> Utterances:
    """A small share of the real ones, so that training takes a second."""
    return Utterances(few(dataset.examples(), 60), few(dataset.development(), 20), few(dataset.kept_apart(), 20))


@pytest.fixture(scope="module")
def small_reader(utterances: Utterances, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader of those utterances alone."""
    folder = tmp_path_factory.mktemp("small") / "reader"
    train(folder, examples=utterances.trained, development=utterances.chosen_by)
    return folder


@pytest.fixture
def folder(small_reader: Path, tmp_path: Path) -> Path:
    """A data folder's reader, with that small one as the present one."""
    return Path(shutil.copytree(small_reader, tmp_path / "data" / "reader"))


def missed(text: str, *named: Named) -> Example:
    return Example(text, "missed", "state", asks=False, preferences=named, model_version="v1")


def not_a_preference(text: str) -> Example:
    return Example(text, "not_a_preference", "chat", asks=False, preferences=(), model_version="v1")


def corrected(example: dataset.Example) -> Example:
    """As its user would label it."""
    if example.intent == "chat":
        return not_a_preference(example.text)
    return missed(example.text, *(Named(pair.object, pair.polarity) for pair in example.objects))


def mislabelled(utterances: Utterances) -> tuple[Utterances, list[Example]]:
    """The utterances with every other label of `state` and `chat` the wrong way round, and their users' corrections."""
    wrong = [example for example in utterances.trained if example.intent in {"state", "chat"}][::2]
    turned = {
        example: replace(example, intent="chat" if example.intent == "state" else "state", objects=())
        for example in wrong
    }
    corrections = [corrected(each) for each in wrong]
    trained = [turned.get(example, example) for example in utterances.trained]
    return Utterances(trained, utterances.chosen_by, utterances.apart), corrections


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- training ----------


def test_a_reader_that_learned_from_feedback_is_taken(utterances: Utterances, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "reader"
    wrong, corrections = mislabelled(utterances)
    before = train(folder, examples=wrong.trained, development=wrong.chosen_by).version
    retrained = retrain([*corrections, missed(MISSED, RAIN)], wrong, folder)
    assert retrained.refused is None
    assert retrained.compared.feedback_after.right > retrained.compared.feedback_before.right
    reader = Reader.load(folder)
    assert reader.card.version != before
    assert reader.read(MISSED).intent == "state"
    assert [path.name for path in folder.parent.iterdir()] == ["reader"], "the workshop is gone"


def test_a_reader_that_reads_worse_is_not_taken_and_nothing_is_written(utterances: Utterances, folder: Path) -> None:
    before = content(folder.parent)
    stated = [example.text for example in utterances.trained if example.intent == "state"]
    retrained = retrain([not_a_preference(text) for text in stated[::2]], utterances, folder)
    assert retrained.refused is not None
    assert "F1 of `state` falls" in retrained.refused
    assert content(folder.parent) == before
    assert [path.name for path in folder.parent.iterdir()] == ["reader"]


def test_without_feedback_there_is_nothing_to_train(utterances: Utterances, folder: Path) -> None:
    for feedback in ([], [not_a_preference(utterances.apart[0].text)]):
        with pytest.raises(RetrainingRefused, match="no feedback"):
            retrain(feedback, utterances, folder)


# -- what is learned from ----------


def test_feedback_is_a_natural_utterance_of_a_group_of_its_own_behind_the_others(utterances: Utterances) -> None:
    others, learned = learnable([missed(MISSED, RAIN), not_a_preference("给我推荐一首歌")], utterances)
    assert others == utterances.trained
    last = max(example.group for example in utterances.trained)
    assert [example.group for example in learned] == [last + 1, last + 2]
    assert all(example.natural for example in learned)
    assert learned[0].objects == (dataset.Named("下雨天", "like"),)
    assert (learned[1].intent, learned[1].objects) == ("chat", ())


def test_of_one_text_the_newest_correction_counts_over_the_label_that_ships_too(utterances: Utterances) -> None:
    text = next(example.text for example in utterances.trained if example.intent == "state")
    others, learned = learnable([missed(text), not_a_preference(text)], utterances)
    assert text not in {example.text for example in others}
    assert [example.intent for example in learned] == ["chat"]


def test_what_is_kept_apart_is_never_trained_on(utterances: Utterances) -> None:
    apart = utterances.apart[0].text
    others, learned = learnable([not_a_preference(apart), not_a_preference("给我推荐一首歌")], utterances)
    assert apart not in {example.text for example in others}
    assert len(learned) == 1


# -- from the database, and into the service ----------


@on_both_databases
def test_the_examples_are_those_of_every_user_in_the_database(serve: Served) -> None:
    service = serve()
    for user in ("li", "wang"):
        service.model.add(ScriptedAnswer("好的。"))
        message = service.chat(MISSED, user_id=user)["user_message_id"]
        body = {"label": "missed", "user_id": user, "preferences": [{"object": "下雨天", "polarity": "like"}]}
        answered(service.client.post(f"/api/v1/messages/{message}/feedback", json=body))
    first, second = service.parts.corrections.store.examples()
    assert first == second
    assert (first.text, first.preferences) == (MISSED, (RAIN,))


def test_without_feedback_in_the_database_retraining_is_refused(settings: Settings) -> None:
    with pytest.raises(RetrainingRefused, match="no feedback"):
        retrain_with_feedback(settings, lambda _: None)
    assert not settings.reader_dir.exists()


def test_the_service_reads_with_the_reader_of_its_data_folder(
    serve: Served, settings: Settings, small_reader: Path
) -> None:
    settings.data_dir.mkdir(parents=True)
    shutil.copytree(small_reader, settings.reader_dir)
    assert serve().chat("我喜欢下雨天")["intent"]["model_version"] == Reader.load(small_reader).card.version


def test_without_one_it_reads_with_the_shipped_reader_and_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert present_reader(tmp_path / "reader").card == Reader.load().card
    assert caplog.records == []


@pytest.mark.parametrize("fault", ["empty", "damaged", "stale"])
def test_a_reader_that_cannot_be_used_is_passed_over_with_one_warning(
    folder: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    match fault:
        case "empty":
            for file in folder.iterdir():
                file.unlink()
        case "damaged":
            (folder / "reader.npz").write_bytes(b"no archive")
        case "stale":
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            (folder / CARD).write_text(json.dumps(card | {"sources": "of another version"}), encoding="utf-8")
    assert present_reader(folder).card == Reader.load().card
    (warning,) = caplog.records
    assert warning.levelno == logging.WARNING
    assert "jide train --with-feedback" in warning.getMessage()
