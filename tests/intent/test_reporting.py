"""The report in the documents is of the reader that ships, and the README quotes it."""

import re
from pathlib import Path

from intent import artifact
from intent.evaluation import Report
from intent.model import INTENTS
from intent.reporting import markdown
from intent.scoring import Figures, Objects

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "reader.md"


def row(page: str, name: str) -> list[str]:
    """The cells behind `name` in a table of `page`."""
    (line,) = (line for line in page.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.split("|")[2:-1]]


def test_the_report_is_of_the_reader_that_ships() -> None:
    version = artifact.shipped_card().version
    assert f"Reader {version}," in REPORT.read_text(encoding="utf-8"), "run `jide evaluate`"


def test_the_readme_quotes_the_report() -> None:
    page = REPORT.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = row(page, "`state`, most likely intent")
    stored = row(page, "stored without asking")
    assert row(readme, "a statement of liking or disliking: precision, recall, F1") == [", ".join(stated[1:4])]
    assert row(readme, "of messages that state nothing, read as a statement; stored without asking") == [
        f"{float(stated[4]):.1%}; {float(stored[4]):.1%}"
    ]
    assert row(readme, "things named: precision, recall, F1") == [
        ", ".join(row(page, f"things named, {name}")[0] for name in ("precision", "recall", "F1"))
    ]
    for name in ("polarity of those found", "whether something is asked", "expected calibration error, ten bins"):
        assert row(readme, name) == row(page, name)
    assert re.search(rf"on {stated[0]} natural\s+utterances", readme)


def test_a_report_has_a_row_for_each_intent_and_each_part_left_out() -> None:
    figures = Figures(10, 0.9, 0.9, 0.9, 0.9, 0.01)
    page = markdown(
        Report(
            version="abc",
            kept_apart=figures,
            languages={"Chinese": figures},
            stored=figures,
            asked=(0.1, 0.02),
            asks_accuracy=0.9,
            deixis_accuracy=0.9,
            objects=Objects(0.8, 0.7, 0.75, 0.99, 0.9, 0.5),
            calibration_error=0.02,
            store_above=0.95,
            drop_below=0.1,
            confusion={gold: dict.fromkeys(INTENTS, 2) for gold in INTENTS},
            reliability=[(0.95, 0.94, 10)],
            phenomena={"state plain": (1, 8), "state rare": (0, 1)},
            without={"the encoder": figures},
            thresholds=[(0.5, 0.01, 0.9)],
            milliseconds_median=5.0,
            milliseconds_p99=20.0,
            load_seconds=0.4,
        )
    )
    assert all(row(page, intent) == ["2"] * len(INTENTS) for intent in INTENTS)
    assert row(page, "the encoder") == ["0.900", "0.0100", "0.900"]
    assert row(page, "state plain") == ["1", "8"]
    assert "state rare" not in page
