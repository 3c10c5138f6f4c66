# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors: the text and the data of a failure, and an error with more context."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.errors import (
    DocumentError,
    FileError,
    InvalidDocumentError,
    MissingLibraryError,
    OperatorConnectError,
    OptionError,
    ServiceError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://live.example.net/x"


def classes(error_class: type[OperatorConnectError] = OperatorConnectError) -> Iterator[type[OperatorConnectError]]:
    yield error_class
    for subclass in error_class.__subclasses__():
        yield from classes(subclass)


CLASSES = list(classes())
every_class = pytest.mark.parametrize("error_class", CLASSES, ids=lambda error_class: error_class.__name__)


@every_class
def test_the_text_of_an_error_has_what_failed_details_and_the_next_step(error_class: type[OperatorConnectError]) -> None:
    assert str(error_class("It failed", next_step="")) == "It failed."
    assert str(error_class("It failed", said="No route.", next_step="")) == "It failed. Details: No route."
    assert str(error_class("It failed", said="No route", next_step="Try again.")) == "It failed. Details: No route. Try again."


@every_class
def test_the_next_step_of_the_class_is_the_default(error_class: type[OperatorConnectError]) -> None:
    default = error_class.next_step
    assert default == "" or default.endswith(".")
    assert str(error_class("It failed")) == f"It failed. {default}".rstrip()
    assert error_class("It failed", next_step="").next_step == ""
    assert error_class.next_step == default


@every_class
def test_an_error_with_context_is_the_same_error_with_more_words(error_class: type[OperatorConnectError]) -> None:
    error = error_class("it failed", said="No route", url=URL, status=503, next_step="Try again.")
    longer = error.with_context(prefix="file.json: ", suffix=" twice")
    assert longer.__class__ is error_class
    assert longer.what == "file.json: it failed twice"
    assert longer.args == (longer.what,)
    assert str(longer) == "file.json: it failed twice. Details: No route. Try again."
    assert longer.as_failure() == error.as_failure()


@every_class
def test_an_error_with_context_keeps_the_next_step_of_its_class(error_class: type[OperatorConnectError]) -> None:
    longer = error_class("it failed").with_context(prefix="file.json: ")
    assert longer.next_step == error_class.next_step
    assert longer.as_failure() == error_class("it failed").as_failure()


def test_an_error_with_context_leaves_the_first_error_unchanged() -> None:
    error = DocumentError("it failed", status=200)
    longer = error.with_context(prefix="file.json: ", url=URL)
    assert (error.what, error.args, error.url) == ("it failed", ("it failed",), None)
    assert (longer.what, longer.url, longer.status) == ("file.json: it failed", URL, 200)


def test_context_can_be_added_twice() -> None:
    error = InvalidDocumentError("b").with_context(prefix="a ", url=URL).with_context(suffix=" c")
    assert (error.what, error.args, error.url) == ("a b c", ("a b c",), URL)


@every_class
def test_args_and_what_agree(error_class: type[OperatorConnectError]) -> None:
    error = error_class("it failed", said="x", next_step="y")
    assert error.args == (error.what,) == ("it failed",)


def test_a_failure_as_data() -> None:
    error = ServiceError(f"{URL} answered 503", said="Busy", url=URL, status=503, next_step="Try again.")
    assert error.as_failure() == {"kind": "service", "url": URL, "status": 503, "said": "Busy", "next_step": "Try again."}
    assert MissingLibraryError("no requests").as_failure() == {"kind": "library", "url": None, "status": None, "said": "", "next_step": ""}


def test_every_class_has_a_kind_of_its_own_but_the_two_of_the_document() -> None:
    kinds = [error_class.kind for error_class in CLASSES if error_class is not InvalidDocumentError]
    assert len(set(kinds)) == len(kinds)
    assert InvalidDocumentError.kind == DocumentError.kind == "document"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("eror", "rules.failover: eror is unknown. Did you mean error?"),
        ("x", "rules.failover: x is unknown. Valid values: error, off."),
        ("", 'rules.failover: "" is unknown. Valid values: error, off.'),
        ("a\nb", r'rules.failover: "a\nb" is unknown. Valid values: error, off.'),
        (None, "rules.failover: null is unknown. Valid values: error, off."),
        (True, "rules.failover: true is unknown. Valid values: error, off."),
        ("True", 'rules.failover: "True" is unknown. Valid values: error, off.'),
        ({"a": [1]}, "rules.failover: {a: [1]} is unknown. Valid values: error, off."),
    ],
)
def test_an_unknown_word_is_named_in_yaml_with_a_suggestion(word: object, message: str) -> None:
    assert str(OptionError.unknown("rules.failover", word, ["off", "error"])) == message


def test_an_error_of_the_operating_system() -> None:
    error = OSError(errno.EACCES, os.strerror(errno.EACCES), "/x")
    assert str(FileError.of_system("Cannot read /x", error, "Check path.")) == "Cannot read /x. Details: Permission denied. Check path."
    assert str(FileError.of_system("Cannot read /x", OSError())) == "Cannot read /x."


FORGED = "a\nCOMPLIANT: 1 check\x1b[2K\u202e\x07"
SHOWN = r"a\nCOMPLIANT: 1 check\u001b[2K\u202e\u0007"


def test_every_text_of_an_error_is_displayable() -> None:
    """Whatever it quotes: a name cannot forge a line, nor can an escape sequence change what stands before it."""
    error = FileError(FORGED, said=FORGED, url=FORGED, next_step=FORGED).with_context(prefix=FORGED, suffix=FORGED)
    assert str(error) == f"{SHOWN * 3}. Details: {SHOWN}. {SHOWN}"
    assert error.args == (SHOWN * 3,)
    failure = error.as_failure()
    assert (failure["said"], failure["url"], failure["next_step"]) == (SHOWN, SHOWN, SHOWN)
    assert error.with_context(url=FORGED).url == SHOWN
