"""The export as files: loaded by the library that trainers read them with, and held against the database later."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.bad_cases.export.schemas import Format
from service.bad_cases.export.splits import SPLITS
from service.cli import cli
from service.llm.scripted import ScriptedAnswer
from service.settings import Settings
from tests.service.bad_cases.export.exporting import FORMATS, body, cut, gone_on, replayed
from tests.service.bad_cases.export.test_routes import DISHES, many
from tests.service.running import InProcess, answered

TURNS = {"feature": {"role": "string", "content": "string"}}


@pytest.fixture
def jide(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command beside the running service, on its database."""
    monkeypatch.setenv("DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("LLM_PROVIDER", "none")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, [*arguments, "--data-dir", str(settings.data_dir)])

    return run


@pytest.fixture
def datasets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The library, with its cache in the test's folder and without the network."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    return datasets


def exported(jide: Any, folder: Path, *arguments: str) -> dict[str, Any]:
    result = jide("export", "--out", str(folder), *arguments)
    assert result.exit_code == 0, result.output
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert json.loads(result.stdout) == manifest["counts"]
    return manifest


def written(folder: Path) -> dict[str, str]:
    return {split: str(folder / f"{split}.jsonl") for split in SPLITS if (folder / f"{split}.jsonl").exists()}


@pytest.mark.parametrize("row_format", FORMATS)
def test_the_files_are_what_the_api_gives_and_the_manifest_says(
    service: InProcess, jide: Any, tmp_path: Path, row_format: str
) -> None:
    many(service)
    manifest = exported(jide, tmp_path / "out", "--cases", row_format)
    for split, path in written(tmp_path / "out").items():
        content = Path(path).read_bytes()
        assert content == body(service, row_format, split=split)
        assert hashlib.sha256(content).hexdigest() == manifest["sha256"][split]


def columns(features: Any) -> Any:
    """The types by name, lists and structs told apart."""
    match features:
        case dict():
            return {name: columns(each) for name, each in features.items()}
        case _ if hasattr(features, "feature"):
            return {"feature": columns(features.feature)}
        case _:
            return getattr(features, "dtype", None)


@pytest.mark.parametrize(
    ("row_format", "expected"),
    [
        ("sft", {"messages": TURNS}),
        ("dpo", {"prompt": TURNS, "chosen": TURNS, "rejected": TURNS}),
        ("continuation", {"prompt": TURNS, "completion": TURNS}),
    ],
)
def test_the_trainers_library_finds_the_published_columns_in_every_split(  # noqa: PLR0917 - fixtures
    service: InProcess, jide: Any, datasets: Any, tmp_path: Path, row_format: Format, expected: Any
) -> None:
    many(service)
    manifest = exported(jide, tmp_path / "out", "--cases", row_format)
    files = written(tmp_path / "out")
    assert len(files) > 1, "so many questions fall into more than one split"
    loaded = datasets.load_dataset("json", data_files=files)
    assert {split: len(rows) for split, rows in loaded.items()} == {
        split: manifest["counts"]["by_split"][split] for split in files
    }
    for split, path in files.items():
        alone = datasets.load_dataset("json", data_files={split: path})[split]
        assert columns(alone.features) == columns(loaded[split].features) == expected
    assert columns(datasets.Features.from_dict(manifest["features"])) == expected


def test_raw_files_load_with_the_columns_of_their_manifest_whatever_is_null_in_a_split(
    service: InProcess, jide: Any, datasets: Any, tmp_path: Path
) -> None:
    ids = many(service)
    replayed(service, ids[0], ScriptedAnswer("一次说完了，可以先把肉焯水，再慢慢炖。"))
    answered(service.client.patch(f"/api/v1/bad-cases/{ids[1]}", json={"note": "长", "tags": ["x"]}))
    cut(service, "自我介绍一下")
    manifest = exported(jide, tmp_path / "out", "--cases", "raw")
    features = datasets.Features.from_dict(manifest["features"])
    loaded = datasets.load_dataset("json", data_files=written(tmp_path / "out"), features=features)
    assert len(loaded) > 1
    assert all(rows.features == features for rows in loaded.values())
    lines = [json.loads(line) for path in written(tmp_path / "out").values() for line in open_lines(path)]
    assert [row for rows in loaded.values() for row in rows["id"]] == [line["id"] for line in lines]
    shown = {row["id"]: row for rows in loaded.values() for row in rows}
    assert shown[ids[1]]["note"] == "长"
    assert [run["text"] for run in shown[ids[0]]["runs"]] == ["一次说完了，可以先把肉焯水，再慢慢炖。"]


def open_lines(path: str) -> Sequence[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def test_a_split_without_rows_has_no_file_and_one_of_an_earlier_export_goes(
    service: InProcess, jide: Any, tmp_path: Path
) -> None:
    many(service)
    folder = tmp_path / "out"
    exported(jide, folder, "--cases", "sft")
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    manifest = exported(jide, folder, "--cases", "sft", "--user", f"user-{DISHES[0]}")
    assert sorted(manifest["counts"]["by_split"].values()) == [0, 0, 1]
    (split,) = written(folder)
    assert {path.name for path in folder.iterdir()} == {f"{split}.jsonl", "manifest.json", "mine.txt"}


def test_the_command_filters_by_user_and_status_and_redacts_unless_told_not_to(
    service: InProcess, jide: Any, tmp_path: Path
) -> None:
    mine = gone_on(service, "我的邮箱是a@example.com，怎么写简历？", user_id="li")
    gone_on(service, user_id="li")
    gone_on(service, user_id="wang")
    answered(service.client.patch(f"/api/v1/bad-cases/{mine}", json={"status": "fixed"}))
    wanted = ("--cases", "sft", "--user", "li", "--status", "fixed")
    for arguments, said in ((wanted, "[email_1]"), ((*wanted, "--no-redact"), "a@example.com")):
        manifest = exported(jide, tmp_path / "out", *arguments)
        assert [each for ids in manifest["case_ids"].values() for each in ids] == [mine]
        ((_, path),) = written(tmp_path / "out").items()
        assert said in Path(path).read_text(encoding="utf-8")


def test_a_check_names_the_cases_that_are_gone_since_and_fails(service: InProcess, jide: Any, tmp_path: Path) -> None:
    gone, _ = (gone_on(service, answer=f"{user}可以去看手稿展，然后", user_id=user) for user in ("li", "wang"))
    exported(jide, tmp_path / "out", "--cases", "dpo")
    check = ("export", "--cases", "dpo", "--check", str(tmp_path / "out"))
    before = jide(*check)
    assert (before.exit_code, json.loads(before.stdout)) == (0, {"cases": 2, "gone": {}})
    answered(service.client.delete("/api/v1/users/li"))
    after = jide(*check)
    told = json.loads(after.stdout)
    assert after.exit_code == 1
    assert [each for ids in told["gone"].values() for each in ids] == [gone]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export",), "--user"),
        (("export", "--cases", "csv", "--out", "x"), "sft"),
        (("export", "--cases", "sft"), "--out"),
        (("export", "--cases", "sft", "--status", "lost", "--out", "x"), "--status"),
        (("export", "--user", "li", "--no-redact"), "--cases"),
    ],
)
def test_what_cannot_be_exported_is_told_with_the_option_that_is_wrong(
    jide: Any, arguments: tuple[str, ...], told: str
) -> None:
    result = jide(*arguments)
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize(
    ("written", "told"),
    [(None, "there is no"), ("[]", "is no manifest"), ('{"format": "dpo", "case_ids": {}}', "format dpo, not sft")],
)
def test_a_folder_without_a_manifest_of_such_rows_cannot_be_checked(
    jide: Any, tmp_path: Path, written: str | None, told: str
) -> None:
    if written is not None:
        (tmp_path / "manifest.json").write_text(written, encoding="utf-8")
    result = jide("export", "--cases", "sft", "--check", str(tmp_path))
    assert result.exit_code == 1
    assert told in str(result.exception)
