# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module calling_profile_assert does: it fetches the profiles, compares them, and returns a verdict."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .comparison.compare import compare
from .comparison.verdict import NOT_CHECKED, Verdict
from .comparison.waivers import read_waivers, waive
from .errors import OperatorConnectError, OptionError
from .expected_state.baseline import read_ignore
from .expected_state.reading import make_baseline, read_expectation
from .fleet.view import Query
from .module import fail, show_warnings
from .readers import FileReader, reader_for

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from .expected_state.baseline import Baseline
    from .fleet.view import View
    from .readers import LoadedDocument, Reader


def assert_state(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    """Compare the profiles with everything that is expected of them. All options are checked before the profiles are fetched.

    Returns:
        The result of a module that passes; a module that does not pass ends here.

    Raises:
        OperatorConnectError: an option or a file is wrong.
    """
    query = Query(options)
    waivers = read_waivers(options["waivers"])
    expectation = read_expectation(options["expected"], options["expected_from"])
    baseline = read_baseline(options["baseline"], options["ignore"] or (), query)
    view, document = _view_or_no_verdict(module, query, reader_for(options, os.environ))
    checks, warnings = compare(expectation, view, baseline, fail_unexpected=options["unexpected_profiles"] == "fail")
    checks, waiver_warnings = waive(checks, waivers, datetime.now(timezone.utc).date())
    show_warnings(module, [*view.warnings, *warnings, *waiver_warnings])
    verdict = Verdict(checks, options["fail_on"])
    result = {
        "msg": verdict.message(),
        **verdict.as_result(),
        "findings": [finding.as_finding() for finding in view.findings],
        "source": document.origin.as_dict(),
    }
    result["summary"].update(view.counts())
    if not verdict.is_compliant:
        module.fail_json(changed=False, **result)
    return result


def read_baseline(path: str | None, ignore: Iterable[str], query: Query) -> Baseline | None:
    """Read the options `baseline` and `ignore`. An empty path is no baseline.

    Raises:
        OptionError: `ignore` is wrong, or the file holds another selection than that of the query.
        FileError: the file cannot be read.
        DocumentError: the file does not hold calling profiles.
    """
    fields = read_ignore(ignore)
    path = (path or "").strip()
    if path:
        document = FileReader(os.path.abspath(path), "baseline").read()
        return make_baseline(path, document.profiles, document.selection, query, fields)
    if fields:
        raise OptionError("ignore requires baseline", next_step="Set baseline, or remove ignore.")
    return None


def _view_or_no_verdict(module: AnsibleModule, query: Query, reader: Reader) -> tuple[View, LoadedDocument]:
    """Read the profiles and select from them. If that fails, the module ends with NOT CHECKED.

    Raises:
        OptionError: an option is wrong.
    """
    try:
        document = reader.read()
        return query.view_of(document.profiles, document.origin.location), document
    except OptionError:
        raise
    except OperatorConnectError as error:
        fail(module, error, prefix=f"{NOT_CHECKED}: ")
