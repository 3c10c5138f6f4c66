# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides in docs/: their marked blocks, and whether a message in them is what a run prints."""

from __future__ import annotations

import re

from .checkout import CHECKOUT


def guide(name: str) -> str:
    """The text of a guide, for example of `drift`."""
    return (CHECKOUT / "docs" / f"{name}.md").read_text("utf-8")


def blocks(name: str, marker: str) -> list[str]:
    """The contents of the fenced blocks of a guide that follow the comment `<!-- marker -->`."""
    return re.findall(rf"<!-- {re.escape(marker)} -->\n```\w+\n(.*?)```", guide(name), re.DOTALL)


def block(name: str, marker: str) -> str:
    """The content of the only block with this marker."""
    (found,) = blocks(name, marker)
    return found


def command(text: str) -> list[str]:
    """The words of a command in a block, without the backslashes at the ends of lines."""
    return text.replace("\\\n", " ").split()


def is_shown_by(sample: str, output: str) -> bool:
    """Whether an output contains a sample of a guide. `…` stands for any text, and line breaks do not matter."""
    pieces = [" ".join(piece.split()) for piece in sample.split("…")]
    return re.search(".*?".join(map(re.escape, pieces)), " ".join(output.split())) is not None


def without_totals(text: str) -> str:
    """A verdict without the numbers that each new rule changes."""
    return re.sub(r"\d+ (checks|warnings)|\d+ of \d+ (checks failed|rules)|rules only, \d+ of \d+", "", text)
