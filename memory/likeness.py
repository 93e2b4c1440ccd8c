"""Signs that two names might be one, none of which is proof: a name in short, a letter more or less. Pure."""

LONGEST = 24


def might_be_short_for(one: str, other: str) -> bool:
    """Whether the shorter name picks characters of the longer one in their order, as 北大 does of 北京大学."""
    short, long = sorted((one, other), key=len)
    if not 2 <= len(short) <= 3 or not len(short) * 2 <= len(long) <= 10 or short.isascii() or short[0] != long[0]:
        return False
    rest = iter(long)
    return short not in long and all(character in rest for character in short)


def one_letter_apart(one: str, other: str) -> bool:
    """Whether two English names of six letters or more differ by one letter put in, left out or replaced."""
    short, long = sorted((one, other), key=len)
    if (
        one == other
        or len(short) < 6
        or len(long) > LONGEST
        or len(long) - len(short) > 1
        or not (one + other).isascii()
    ):
        return False
    at = next((at for at, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
