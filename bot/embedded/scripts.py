"""The two ways of writing Chinese, by OpenCC's tables: 22 MB to Traditional, loaded when a text first needs them."""

from functools import cache

import opencc

TO_SIMPLIFIED, TO_TRADITIONAL = "t2s", "s2t"


@cache
def converter(way: str) -> opencc.OpenCC:
    """Return the one converter of a way. It keeps nothing of what it converts: threads may share it."""
    return opencc.OpenCC(way)
