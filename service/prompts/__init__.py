"""The prompts: one file a task and version, so that each use can be recorded by its name."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's `name` is its file's, version included; `$word` stands in its text for what is filled in."""

    name: str
    text: str

    def fill(self, **words: str) -> str:
        """The text with every `$word` replaced; raises KeyError where one is missing."""
        return Template(self.text).substitute(words)


@cache
def load(name: str) -> Prompt:
    """The prompt of this name, `answer.v1` say; raises FileNotFoundError where there is none."""
    return Prompt(name, files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip())
