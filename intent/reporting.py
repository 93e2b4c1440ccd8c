"""The report of an evaluation as a Markdown page."""

from collections.abc import Iterator

from intent.evaluation import Report
from intent.model import INTENTS
from intent.scoring import Figures

_FEWEST = 5
"""Utterances of a phenomenon from which its share is told."""
_LINES = 40


def markdown(report: Report) -> str:
    """The page, with the same figures for the same report but the times."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield from (
        "# How well the reader reads",
        "",
        f"Written by `jide evaluate`. Reader {report.version}, measured on {report.kept_apart.examples} natural",
        "utterances that nothing was trained on or chosen by.",
        "",
        "| | utterances | precision | recall | F1 | false-store rate | intent accuracy |",
        "|---|---|---|---|---|---|---|",
        _row("`state`, most likely intent", report.kept_apart),
        *(_row(f"of these, {name}", figures) for name, figures in report.languages.items()),
        _row("stored without asking", report.stored),
        "",
        f"It asks the user about {report.asked[0]:.1%} of statements and {report.asked[1]:.1%} of other messages:",
        "those whose probability of being a statement lies between",
        f"{report.drop_below} and {report.store_above}.",
        "",
        "| what | figure |",
        "|---|---|",
        f"| things named, precision | {report.objects.precision:.3f} |",
        f"| things named, recall | {report.objects.recall:.3f} |",
        f"| things named, F1 | {report.objects.f1:.3f} |",
        f"| polarity of those found | {report.objects.polarity:.3f} |",
        f"| kind of those found (taste, constraint, style) | {report.objects.kind:.3f} |",
        f"| conditions, F1 | {report.objects.condition_f1:.3f} |",
        f"| whether something is asked | {report.asks_accuracy:.3f} |",
        f"| whether an earlier turn is needed | {report.deixis_accuracy:.3f} |",
        f"| expected calibration error, ten bins | {report.calibration_error:.3f} |",
        f"| milliseconds a message, median | {report.milliseconds_median:.1f} |",
        f"| milliseconds a message, 99th percentile | {report.milliseconds_p99:.1f} |",
        f"| seconds to load | {report.load_seconds:.2f} |",
    )
    yield from _confusion(report)
    yield from _thresholds(report)
    yield from _ablation(report)
    yield from _phenomena(report)


def _row(name: str, figures: Figures) -> str:
    return (
        f"| {name} | {figures.examples} | {figures.precision:.3f} | {figures.recall:.3f} | {figures.f1:.3f} | "
        f"{figures.false_store_rate:.4f} | {figures.accuracy:.3f} |"
    )


def _confusion(report: Report) -> Iterator[str]:
    yield from ("", "## What is taken for what", "", "| labelled | " + " | ".join(INTENTS) + " |")
    yield "|---" * (len(INTENTS) + 1) + "|"
    for gold, told in report.confusion.items():
        yield f"| {gold} | " + " | ".join(str(told[name]) for name in INTENTS) + " |"
    yield from (
        "",
        "## How far its probabilities can be believed",
        "",
        "| told | right | utterances |",
        "|---|---|---|",
    )
    for mean, right, count in report.reliability:
        yield f"| {mean:.2f} | {right:.2f} | {count} |"


def _thresholds(report: Report) -> Iterator[str]:
    yield from (
        "",
        "## What a threshold costs",
        "",
        "| stored from | of others, stored falsely | of statements, stored |",
    )
    yield "|---|---|---|"
    for bar, falsely, rightly in report.thresholds:
        yield f"| {bar} | {falsely:.4f} | {rightly:.3f} |"


def _ablation(report: Report) -> Iterator[str]:
    if report.without:
        yield from ("", "## What each part is worth", "", "| without | F1 | false-store rate | intent accuracy |")
        yield "|---|---|---|---|"
        for name, figures in report.without.items():
            yield f"| {name} | {figures.f1:.3f} | {figures.false_store_rate:.4f} | {figures.accuracy:.3f} |"


def _phenomena(report: Report) -> Iterator[str]:
    yield from ("", "## The phenomena it misses most", "", "| intent and phenomenon | right | of |", "|---|---|---|")
    often = [
        (right / count, name, right, count) for name, (right, count) in report.phenomena.items() if count >= _FEWEST
    ]
    for _, name, right, count in sorted(often)[:_LINES]:
        yield f"| {name} | {right} | {count} |"
