# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module calling_profile_assert does: it fetches the profiles, compares them, and returns a verdict."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from .comparison.checks import FROM_RULES
from .comparison.compare import compare
from .comparison.verdict import NOT_CHECKED, RETURNED_STATUSES, VALID, Verdict
from .comparison.waivers import read_waivers, waive
from .errors import GuardError, OperatorConnectError, OptionError
from .expected_state.baseline import read_ignore
from .expected_state.reading import make_baseline, read_expectation
from .fleet.facts import emergency_paths, findings_of
from .fleet.view import Query
from .module import fail, module_reader, show_warnings
from .readers import FileReader
from .scope import scope_in_words, scope_of
from .text import count_of

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from .comparison.waivers import Waiver
    from .expected_state.baseline import Baseline
    from .expected_state.expectation import Expectation
    from .fleet.view import View
    from .readers import LoadedDocument, Origin, Reader


class LoadedBaseline(NamedTuple):
    """A baseline, and where it came from."""

    state: Baseline
    origin: Origin


class Requirements(NamedTuple):
    """What the options ask for, read and checked before anything is fetched."""

    query: Query
    expectation: Expectation
    baseline: LoadedBaseline | None
    waivers: list[Waiver]


class Assessment(NamedTuple):
    """The outcome of one comparison: the verdict, what it covers, and the fleet that it is about."""

    verdict: Verdict
    scope: dict[str, Any]
    view: View
    document: LoadedDocument

    def result(self, statuses: Container[str]) -> dict[str, Any]:
        """The result of a module, with the checks of some statuses."""
        return {
            "msg": self.verdict.message(scope_in_words(self.scope)),
            "compliant": self.verdict.is_compliant,
            "summary": {**self.verdict.summary(), **self.view.counts()},
            "scope": self.scope,
            "checks": [check.as_dict() for check in self.verdict.checks if check.status in statuses],
            "source": self.document.origin.as_dict(),
        }

    def details(self) -> dict[str, Any]:
        """What a report shows besides the checks."""
        return {"findings": findings_of(self.view), "emergency_paths": emergency_paths(self.view)}


def assert_state(module: AnsibleModule, options: dict[str, Any]) -> dict[str, Any]:
    """Compare the profiles with everything that is expected of them. All options are checked before the profiles are fetched.

    Returns:
        The result of a module that passes; a module that does not pass ends here.

    Raises:
        OperatorConnectError: an option or a file is wrong.
    """
    requirements = read_requirements(options)
    if options["lint"]:
        return _lint_result(requirements.expectation, requirements.baseline)
    assessment = assess(module, options, requirements)
    result = assessment.result(RETURNED_STATUSES[options["return_checks"]])
    if options["return_checks"] == "all":
        result.update(assessment.details())
    return compliant_or_failed(module, result)


def read_requirements(options: Mapping[str, Any]) -> Requirements:
    """Read the options that say what to compare and what to expect.

    Raises:
        OperatorConnectError: an option or a file is wrong.
    """
    query = Query(options)
    waivers = read_waivers(options["waivers"], options.get("places", {}).get("waivers", "waivers"))
    expectation = read_expectation(options["expected"], options["expected_from"])
    return Requirements(query, expectation, read_baseline(options["baseline"], options["ignore"] or (), query), waivers)


def assess(module: AnsibleModule, options: Mapping[str, Any], requirements: Requirements) -> Assessment:
    """Read the profiles, compare them and show the warnings. If nothing could be checked, the module ends with NOT CHECKED.

    Raises:
        OptionError: an option is wrong.
    """
    view, document = _view_or_no_verdict(module, requirements.query, module_reader(module, options))
    try:
        assessment, warnings = compare_all(options, requirements, view, document)
    except GuardError as error:
        fail(module, error, prefix=f"{NOT_CHECKED}: ")
    show_warnings(module, warnings)
    return assessment


def compare_all(
    options: Mapping[str, Any], requirements: Requirements, view: View, document: LoadedDocument
) -> tuple[Assessment, list[str]]:
    """Compare the profiles with everything that is expected of them.

    Returns:
        The outcome, and warnings.

    Raises:
        GuardError: there was nothing to check.
    """
    query, expectation, baseline, waivers = requirements
    comparison = compare(expectation, view, baseline.state if baseline else None, fail_unexpected=options["unexpected_profiles"] == "fail")
    if not comparison.checks:
        raise _nothing_checked()
    checks, waiver_uses = waive(comparison.checks, waivers, datetime.now(timezone.utc).date(), view.profiles_not_selected())
    verdict = Verdict(checks, options["fail_on"])
    empty = [f"{source} gave no check" for source, count in comparison.sources.items() if not count and source != FROM_RULES]
    warnings = [*view.warnings, *comparison.warnings, *empty, *(use.warning() for use in waiver_uses), verdict.warning()]
    scope = scope_of(options, query, baseline.origin if baseline else None, waiver_uses, comparison.sources)
    return Assessment(verdict, scope, view, document), [warning for warning in warnings if warning]


def compliant_or_failed(module: AnsibleModule, result: dict[str, Any]) -> dict[str, Any]:
    """The result, if the verdict is COMPLIANT. If not, the module fails with it."""
    if not result["compliant"]:
        module.fail_json(changed=False, **result)
    return result


def _lint_result(expectation: Expectation, baseline: LoadedBaseline | None) -> dict[str, Any]:
    """The result of `lint`: the files are valid, or an error was raised before.

    Raises:
        OptionError: there is nothing to check.
    """
    if not expectation.sources and baseline is None:
        raise OptionError("lint requires expected, expected_from or baseline", next_step="Set one of them, or remove lint.")
    summary = {
        "files": len(expectation.sources) + (baseline is not None),
        "for_each": len(expectation.for_each),
        "profiles": len(expectation.profiles),
        "trunks": len(expectation.trunks),
        "sbcs": len(expectation.sbcs),
    }
    message = f"{VALID}: {count_of(summary['files'], 'file')}, {count_of(summary['profiles'], 'profile')}"
    return {"msg": message, "valid": True, "summary": summary}


def _nothing_checked() -> GuardError:
    return GuardError(
        "nothing was checked: all rules are off, and the expected state applies to no selected profile, trunk or SBC",
        next_step="Turn a rule on, or check expected, expected_from, include and exclude.",
    )


def read_baseline(path: str | None, ignore: Iterable[str], query: Query) -> LoadedBaseline | None:
    """Read the options `baseline` and `ignore`. An empty path means no baseline.

    Raises:
        OptionError: `ignore` is wrong, or the file holds another selection than that of the query.
        FileError: the file cannot be read.
        DocumentError: the file does not hold calling profiles.
    """
    ignored = read_ignore(ignore)
    path = (path or "").strip()
    if path:
        document = FileReader(os.path.abspath(path), "baseline").read()
        state = make_baseline(path, document.profiles, document.selection, query, ignored)
        return LoadedBaseline(state, document.origin)
    if ignored:
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
