# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of calling_profile_report: its module reads and compares, this renders the reports and writes them, in one task.

The module runs as any other module does, in a process of its own. So the keywords `environment`, `no_log`, `become` and `check_mode`,
module_defaults and the interpreter work as for the other modules, and the two modules that compare have one way to do it.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..module_utils._operator_connect.argument_specs import REPORT
from ..module_utils._operator_connect.errors import OperatorConnectError, OptionError
from ..module_utils._operator_connect.report_kinds import FLEET
from ..plugin_utils._operator_connect.report.formats import chosen_formats, render_reports
from ..plugin_utils._operator_connect.report.report_data import ReportHead, read_collected, report_data
from ..plugin_utils._operator_connect.report_files import ReportFolder
from ..plugin_utils._operator_connect.revision import find_revision

MODULE = "audiocodes.operator_connect.calling_profile_report"


class ActionModule(ActionBase):  # type: ignore[misc]
    """Runs the module, and writes the reports whatever its verdict is."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        super().run(tmp, task_vars)
        # The process ends after the task, and nearly all objects live until then: garbage collection would only take time.
        gc.disable()
        # A failure is a result and not an exception: after an exception, Ansible ignores failed_when.
        try:
            self._require_local_connection()
            return self._write_reports(self._report_options(), task_vars)
        except OperatorConnectError as error:
            return {"failed": True, "msg": str(error), "failure": error.as_failure()}

    def _require_local_connection(self) -> None:
        transport = self._connection.transport
        if transport != "local":
            raise OptionError(
                f"Reports are written on the machine that runs Ansible, and this task uses the connection {transport}",
                next_step="Use hosts: localhost, or delegate_to: localhost with run_once: true.",
            )

    def _report_options(self) -> dict[str, Any]:
        """The options about the report, checked. The module checks all others."""
        checked = ArgumentSpecValidator(REPORT).validate({name: value for name, value in self._task.args.items() if name in REPORT})
        if checked.error_messages:
            raise OptionError(checked.error_messages[0].rstrip("."))
        return dict(checked.validated_parameters)

    def _write_reports(self, options: Mapping[str, Any], task_vars: dict[str, Any] | None) -> dict[str, Any]:
        kind = options["kind"]
        formats = chosen_formats(kind, options["formats"])
        folder = ReportFolder(os.path.join(self._loader.get_basedir(), options["report_dir"]), options["mode"])
        if formats and not self._task.check_mode:
            folder.create()
        result, collected = self._run_module(task_vars, wants_data=bool(formats) and not self._task.check_mode)
        if kind == FLEET and result.get("failed"):
            return result
        paths = {name: folder.path_of(entry.file_name) for name, entry in formats.items()}
        if paths and not self._task.check_mode:
            head = ReportHead(kind, options["title"], options["revision"] or find_revision(os.environ, self._files_compared_with()))
            for file_name, text in render_reports(report_data(head, result, collected), formats).items():
                folder.write(file_name, text)
        return {**result, "reports": paths, "changed": bool(paths)}

    def _run_module(self, task_vars: dict[str, Any] | None, *, wants_data: bool) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """The result of the module, and the data that it leaves in a private file, which is removed at once."""
        with tempfile.TemporaryDirectory(dir=constants.DEFAULT_LOCAL_TMP) as folder:
            path = os.path.join(folder, "report.json")
            arguments = {**self._task.args, "_data_file": path if wants_data else None}
            result = self._execute_module(module_name=MODULE, module_args=arguments, task_vars=task_vars)
            if not os.path.exists(path):
                return result, None
            with open(path, encoding="utf-8", newline="\n") as file:
                return result, read_collected(file.read())

    def _files_compared_with(self) -> list[str]:
        """The files of the expected state and the baseline, as far as they are set."""
        expected = self._task.args.get("expected_from") or []
        paths = expected.split(",") if isinstance(expected, str) else [str(path) for path in expected]
        paths.append(str(self._task.args.get("baseline") or ""))
        return [os.path.join(self._loader.get_basedir(), path.strip()) for path in paths if path.strip()]
