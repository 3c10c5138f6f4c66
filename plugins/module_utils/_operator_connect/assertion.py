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
from .readers import FileReader, reader_for

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from .expected_state.baseline import Baseline
    from .fleet.view import View
    from .readers import ServiceReader, Source


def assert_state(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    """Compare the profiles with everything that is expected of them. Everything in the options is checked before they are fetched.

    Returns:
        The result of a module that passes; a module that does not pass ends here.

    Raises:
        OperatorConnectError: something in the options or in a file is not valid.
    """
    query = Query(options)
    waivers = read_waivers(options["waivers"])
    expectation = read_expectation(options["expected"], options["expected_from"])
    baseline = read_baseline(options["baseline"], options["ignore"] or (), query)
    view, source = fetch_view(module, query, reader_for(options, os.environ))
    checks, warnings = compare(expectation, view, baseline, fail_unexpected=options["unexpected_profiles"] == "fail")
    checks, waiver_warnings = waive(checks, waivers, datetime.now(timezone.utc).date())
    for warning in [*view.warnings, *warnings, *waiver_warnings]:
        module.warn(warning)
    verdict = Verdict(checks, options["fail_on"])
    result = {
        "msg": verdict.message(),
        **verdict.as_result(),
        "findings": [finding.as_dict() for finding in view.findings],
        "source": source.as_dict(),
    }
    result["summary"].update((noun, count) for noun, count in view.summary().items() if noun in ("profiles", "trunks", "sbcs"))
    if not verdict.is_compliant:
        module.fail_json(changed=False, **result)
    return result


def read_baseline(path: str | None, ignore: Iterable[str], query: Query) -> Baseline | None:
    """Read the options `baseline` and `ignore`; there is no baseline if the path is empty.

    Raises:
        OptionError: `ignore` is not valid, or the file is limited to another selection than the query.
        FileError: the file cannot be read.
        DocumentError: the file does not hold profiles.
    """
    fields = read_ignore(ignore)
    path = (path or "").strip()
    if path:
        loaded = FileReader(os.path.abspath(path), "baseline").read()
        return make_baseline(path, loaded.profiles, loaded.selection, query, fields)
    if fields:
        raise OptionError("ignore requires baseline", next_step="Set baseline, or remove ignore.")
    return None


def fetch_view(module: AnsibleModule, query: Query, reader: ServiceReader | FileReader) -> tuple[View, Source]:
    """Read the profiles and select from them. The module ends here if there is no verdict.

    Raises:
        OptionError: something in the options is not valid.
    """
    try:
        loaded = reader.read()
        return query.view_of(loaded.profiles, loaded.source.address), loaded.source
    except OptionError:
        raise
    except OperatorConnectError as error:
        module.fail_json(msg=f"{NOT_CHECKED}: {error}", failure=error.as_failure())
        raise  # for the type checker: fail_json does not return
