"""Plays the product's conversation with a service process; to be run where there is no network."""

import sys
from pathlib import Path

from tests.service.conversations import Play
from tests.service.openai_server import OpenAIServer
from tests.service.process import Process
from tests.service.test_cli import PRODUCT, Loopback, model_settings


def main() -> None:
    with OpenAIServer().running() as server, Process(Path(sys.argv[1]), **model_settings(server)) as process:
        play = Play(process, Loopback(server))
        for turn in PRODUCT.turns:
            play.turn(turn)
    print("played")  # noqa: T201 - what the test that starts this waits for


if __name__ == "__main__":
    main()
