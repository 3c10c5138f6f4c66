# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict JSON parser: it refuses values that cannot be stored, compared or printed later."""

from __future__ import annotations

import codecs
import json
import math
import re
from itertools import chain
from typing import Any, NoReturn

from .limits import MAX_DEPTH, MAX_DIGITS, MAX_VALUES


class InvalidJsonError(ValueError):
    """The reason why a text is not JSON, as a short clause that quotes nothing of the text."""


class NotUtf8Error(InvalidJsonError):
    """The text has another encoding than UTF-8."""


def parse_json(data: bytes) -> object:
    """Parse a JSON text.

    The text is UTF-8, whatever a header says about it; a byte order mark is skipped. If a key is repeated, its last value counts.

    Raises:
        InvalidJsonError: the text is not JSON, or contains what only Python's own parser accepts: NaN and infinities (also a number too
            large for a float), more than 100 levels, more than a million values, numbers of more than 4,300 digits, and half of a
            surrogate pair, which UTF-8 does not allow.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise InvalidJsonError("it is empty")
    # Before any of them is made. A comma inside a string counts too, which does not matter below a million.
    if sum(map(data.count, _STARTS_OF_VALUES)) > MAX_VALUES:
        raise InvalidJsonError(f"it holds more than {MAX_VALUES:,} values")
    problem: InvalidJsonError
    try:
        value: object = _DECODER.decode(data.decode("utf-8"))
        _refuse_depth(value)
        _refuse_half_pairs(data)
        return value
    except InvalidJsonError:
        raise
    except UnicodeDecodeError as error:
        problem = NotUtf8Error(f"byte {error.start} is not UTF-8")
    except json.JSONDecodeError as error:
        problem = InvalidJsonError(f"line {error.lineno} column {error.colno}: {error.msg}")
    except RecursionError:
        problem = InvalidJsonError(_TOO_DEEP)
    except ValueError:
        # Python's own limit on digits can be set lower than ours.
        problem = InvalidJsonError("a number in it has too many digits")
    # Outside of the try, because Python's exceptions contain the whole text, and would be the context of this one.
    raise problem


_STARTS_OF_VALUES = (b",", b"[", b"{")


def _refuse_depth(value: object) -> None:
    """Refuse a value with too many levels, without recursion.

    Python's parser ends with a RecursionError before it exhausts the stack, but only at 1,000 to 10,000 levels or more, depending on the
    version. Code that walks the value by recursion would fail long before that.
    """
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(MAX_DEPTH + 1):
        if not level:
            return
        children = (parent.values() if isinstance(parent, dict) else parent for parent in level)
        level = [child for child in chain.from_iterable(children) if isinstance(child, (dict, list))]
    raise InvalidJsonError(_TOO_DEEP)


_TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"


def _refuse_half_pairs(data: bytes) -> None:
    """Refuse the escape of one surrogate without the other half of its pair."""
    if b"\\ud" not in data and b"\\uD" not in data:
        return
    half = _HALF_PAIR.search(_WHOLE_PAIR.sub(b".", data.replace(b"\\\\", b".")))
    if half:
        raise InvalidJsonError(f"{half.group().decode('ascii')} in a string is half of a surrogate pair")


_WHOLE_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def _integer(digits: str) -> int:
    _refuse_many_digits(digits)
    return int(digits)


def _float(digits: str) -> float:
    _refuse_many_digits(digits)
    number = float(digits)
    if math.isinf(number):
        raise InvalidJsonError("a number in it is too large")
    return number


def _refuse_many_digits(digits: str) -> None:
    if len(digits) > MAX_DIGITS and sum(map(str.isdigit, digits)) > MAX_DIGITS:
        raise InvalidJsonError(f"a number in it has more than {MAX_DIGITS:,} digits")


def _constant(name: str) -> NoReturn:
    raise InvalidJsonError(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
