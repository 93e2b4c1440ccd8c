"""What a test needs from the machine: missing, it skips; in CI, where all must be there, it fails."""

import os
from typing import NoReturn

import pytest


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the test with `reason`; with CI=true, fail it."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"CI must have it: {reason}", pytrace=False)
    pytest.skip(reason)
