"""What a reasoning model thinks aloud in front of its answer, on servers that do not tell the two apart."""

OPEN, CLOSE = "<think>", "</think>"


class Thoughts:
    """Takes `<think>…</think>` off the front of an answer that streams in, with the white space around it."""

    def __init__(self) -> None:
        self._held = ""
        self._is_over = False

    def feed(self, piece: str) -> str:
        """What of the piece, and of what was held back before, is answer; what is held back at the end is none."""
        if self._is_over:
            return piece
        self._held += piece
        begun = self._held.lstrip()
        if OPEN.startswith(begun[: len(OPEN)]):
            _, closed, answer = begun.partition(CLOSE)
            if not closed or not answer.strip():
                return ""
            begun = answer.lstrip()
        else:
            begun = self._held
        self._is_over, self._held = True, ""
        return begun
