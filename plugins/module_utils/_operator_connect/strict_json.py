# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes to a JSON value, strictly: what cannot be stored, compared or printed afterwards is no JSON here."""

from __future__ import annotations

import codecs
import json
import math
import re
from itertools import accumulate
from typing import NoReturn

from .limits import MAX_DEPTH, MAX_DIGITS


class InvalidJsonError(ValueError):
    """Why some bytes are no JSON value: a short clause that quotes nothing of them."""


def parse_json(data: bytes) -> object:
    """The value that a JSON text holds.

    The text is UTF-8, whatever a header says about it; a byte order mark is skipped. Of duplicate keys the last counts.

    Raises:
        InvalidJsonError: also for what Python's own parser lets through: NaN and infinities (a number too large for a float is one),
            more than 100 levels, numbers of more than 4,300 digits, half a surrogate pair, which no UTF-8 file can hold.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise InvalidJsonError("it is empty")
    try:
        text = data.decode("utf-8")
        _refuse_depth(data)
        value: object = _DECODER.decode(text)
        _refuse_half_pairs(data)
        return value
    except InvalidJsonError:
        raise
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno} column {error.colno}: {error.msg}"
    except ValueError:
        # Python's own limit on digits can be set lower than ours.
        reason = "a number in it has too many digits"
    # Out here, because Python's exceptions hold the whole text, and would stay behind this one.
    raise InvalidJsonError(reason)


def _refuse_depth(data: bytes) -> None:
    """Refuses brackets that nest too deep, before a parser goes down there.

    Only whole-text operations that run in C, so that it costs a fraction of the parsing. Of a text that is no JSON, the part
    before the mistake, which is all that a parser walks, is counted rightly; what comes after it cannot lower the count.
    """
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Two quotes side by side open and close nothing: what is left are the strings that hold a bracket.
    data = data.translate(_UP_AND_DOWN, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    if b'"' in data:
        data = b"".join(data.split(b'"')[::2])
    if max(accumulate(memoryview(data).cast("b")), default=0) > MAX_DEPTH:
        raise InvalidJsonError(f"it is nested over {MAX_DEPTH} levels deep")


_UP_AND_DOWN = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # +1 and -1, read as signed bytes
_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'[]{}"')


def _refuse_half_pairs(data: bytes) -> None:
    """Refuses the escape of a high or a low surrogate that does not stand beside its other half."""
    if b"\\ud" not in data and b"\\uD" not in data:
        return
    half = _HALF_PAIR.search(_WHOLE_PAIR.sub(b".", data.replace(b"\\\\", b".")))
    if half:
        raise InvalidJsonError(f"{half.group().decode('ascii')} in a string is half of a character")


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
        raise InvalidJsonError(f"a number in it has over {format(MAX_DIGITS, ',')} digits")


def _constant(name: str) -> NoReturn:
    raise InvalidJsonError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)
