# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What calling_profile_snapshot stores: a snapshot of the fleet, or a draft of an expected state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import DocumentError, FileError, GuardError, OptionError
from .expected_state.draft import draft_expectation
from .expected_state.yaml_text import write_yaml
from .fleet.snapshot import Snapshot, is_same_state, read_snapshot, write_snapshot
from .fleet.snapshot_diff import diff_lines
from .fleet.view import Query, View
from .module import module_reader, view_of
from .strict_json import InvalidJsonError, parse_json
from .target_file import TargetFile

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from .readers import LoadedDocument

SNAPSHOT, EXPECTED = FORMATS = ("snapshot", "expected")
COMMENT = "The expected state of the calling profiles, drafted from the live state. Edit it: fields that you remove are not checked."


class Content(NamedTuple):
    """The new content of the file, whether the file holds it already, and the two states for a diff.

    `obstacle` says why the file must not be replaced; it is empty if nothing would be lost.
    """

    text: str
    is_stored: bool
    before: str
    after: str
    obstacle: str = ""


def store(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    """Read the profiles, write the file if it differs, and return the result of the module."""
    query = Query(options)
    reader = module_reader(module, options)
    file = TargetFile(module, options["path"])
    view, document = view_of(module, query, reader)
    old = file.read()
    content = _expected_state(view, document, old) if options["format"] == EXPECTED else _snapshot(view, document, query, old)
    result: dict[str, Any] = {"path": file.path, "summary": view.counts(), "source": document.origin.as_dict()}
    if not content.is_stored:
        if content.obstacle and not options["force"]:
            raise FileError(f"{file.path} {content.obstacle}, so it is not replaced", next_step="Change path, or set force to true.")
        backup_file = file.back_up() if options["backup"] else None
        file.replace(content.text)
        if backup_file:
            result["backup_file"] = backup_file
        result["diff"] = {"before": content.before, "after": content.after, "before_header": file.path, "after_header": file.path}
    has_new_attributes = file.set_attributes()
    return {**result, "changed": not content.is_stored or has_new_attributes}


def _snapshot(view: View, document: LoadedDocument, query: Query, old: bytes | None) -> Content:
    selected = {profile.id for profile in view.profiles}
    profiles = [record for record in document.profiles if record["id"] in selected]
    new = Snapshot(profiles, document.origin.as_stored(), _selection_of(query, document))
    text = write_snapshot(new)
    # An empty file, such as the module tempfile makes, holds nothing that could be lost.
    if not old:
        return Content(text, False, "", diff_lines(new))
    try:
        stored = read_snapshot(parse_json(old))
    except (InvalidJsonError, DocumentError):
        return Content(text, False, old.decode("utf-8", "replace"), text, obstacle="is not a snapshot")
    return Content(text, is_same_state(stored, new), diff_lines(stored), diff_lines(new))


def _selection_of(query: Query, document: LoadedDocument) -> dict[str, Any]:
    """The selection that the snapshot records. A snapshot that is read from a snapshot of a selection keeps that selection."""
    selection = query.selection.as_options()
    if not document.selection or query.selection.is_same_as(document.selection):
        return selection
    if selection:
        raise OptionError(
            f"{document.origin.location} already holds a selection and cannot be filtered again",
            next_step="Remove include and exclude, or read the service.",
        )
    return document.selection


def _expected_state(view: View, document: LoadedDocument, old: bytes | None) -> Content:
    draft = draft_expectation(view)
    if not draft:
        raise GuardError(f"{document.origin.location}: no profile or SBC can be named, so there is nothing to draft")
    text = write_yaml(draft, COMMENT)
    before = (old or b"").decode("utf-8", "replace")
    return Content(text, before == text, before, text, obstacle="exists, and a draft would replace manual edits" if before else "")
