"""Trains the reader with its users' corrections, and keeps the result only where it reads no worse than before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from intent import dataset
from intent.classifier import Reader
from intent.training import train
from service.assembly import open_database
from service.errors import RetrainingRefused
from service.feedback import store
from service.feedback.comparing import Comparison, compare, refusal, scores
from service.feedback.present import present_reader
from service.settings import Settings

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Utterances:
    """What to train on beside the feedback, what to choose by, and what to measure with."""

    trained: Sequence[dataset.Example]
    chosen_by: Sequence[dataset.Example]
    apart: Sequence[dataset.Example]


@dataclass(frozen=True, slots=True)
class Retrained:
    """How the two readers compare; `refused` says why the new one was not taken, None where it was."""

    compared: Comparison
    refused: str | None


def retrain_with_feedback(settings: Settings, say: Progress) -> Retrained:
    """Trains with all feedback of the service's database; a reader that is taken is the service's from its next start.

    Raises `RetrainingRefused` where there is no feedback.
    """
    engine = open_database(settings)
    try:
        feedback = store.FeedbackStore(engine).examples()
    finally:
        engine.dispose()
    utterances = Utterances(dataset.examples(), dataset.development(), dataset.kept_apart())
    return retrain(feedback, utterances, settings.reader_dir, say, floor=Reader.load())


def retrain(
    feedback: Sequence[store.Example],
    utterances: Utterances,
    folder: Path,
    say: Progress = lambda _: None,
    *,
    floor: Reader | None = None,
) -> Retrained:
    """Trains, compares with the present reader, and puts the new one into `folder` unless it is refused.

    It may not read worse than `floor` either: losses too small to be refused would else add up from one training to the
    next. Raises `RetrainingRefused` where there is no feedback.
    """
    others, corrected = learnable(feedback, utterances)
    if not corrected:
        raise RetrainingRefused("There is no feedback to train with; correct how messages were read first.")
    say(f"{len(corrected)} corrected messages, {len(others)} other utterances")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix="reader-") as workshop:
        new = Path(workshop, "new")
        train(new, examples=others, development=utterances.chosen_by, corrections=corrected, say=say)
        say("comparing with the present reader")
        compared = compare(present_reader(folder), Reader.load(new), utterances.apart, corrected)
        floors = [compared.apart_before, *([scores(floor, utterances.apart)] if floor else [])]
        refused = next(filter(None, (refusal(before, compared.apart_after) for before in floors)), None)
        if refused is None:
            _swap(new, folder, Path(workshop, "old"))
    return Retrained(compared, refused)


def learnable(
    feedback: Sequence[store.Example], utterances: Utterances
) -> tuple[list[dataset.Example], list[dataset.Example]]:
    """The examples to train on, and the corrected messages.

    Of one text the newest correction counts, over the label that ships too. What is kept apart stays apart: trained on,
    it would no longer measure anything.
    """
    apart = {example.text for example in (*utterances.apart, *utterances.chosen_by)}
    newest = {each.text: each for each in feedback if each.text not in apart}
    others = [example for example in utterances.trained if example.text not in newest]
    first = 1 + max((example.group for example in utterances.trained), default=-1)
    corrected = [_labelled(each, group) for group, each in enumerate(newest.values(), first)]
    return others, corrected


def _labelled(corrected: store.Example, group: int) -> dataset.Example:
    return dataset.Example(
        text=corrected.text,
        intent=corrected.intent,
        asks=corrected.asks,
        deixis=False,
        objects=tuple(dataset.Named(named.object, named.polarity) for named in corrected.preferences),
        phenomenon="feedback",
        group=group,
        natural=True,
    )


def _swap(new: Path, folder: Path, old: Path) -> None:
    """Whoever opens the folder meanwhile finds the old reader, the new one or none, but never half of one."""
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
