#!/usr/bin/python
# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report module: collects the data of a report. The action plugin of the same name runs it and writes the report files."""

from __future__ import annotations

DOCUMENTATION = r"""
module: calling_profile_report
short_description: Write reports about the Operator Connect calling profiles of AudioCodes Live Platform
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Compares the calling profiles as M(audiocodes.operator_connect.calling_profile_assert) does, and writes the results as a web page and in
    other formats. With O(kind=fleet), it compares nothing and describes the fleet.
  - The reports are written whatever the verdict is. The task fails after that, unless the verdict is V(COMPLIANT).
  - If the profiles could not be read, the reports say V(NOT CHECKED) and why. With O(kind=fleet), the task fails instead, and no file is
    written or replaced.
  - The role P(audiocodes.operator_connect.calling_profile_audit#role) and the playbooks C(audit) and C(inventory_report) of the collection
    use this module. Use it directly to write reports in a play of your own.
  - Runs on the machine that runs Ansible. Use C(hosts=localhost), or C(delegate_to=localhost) with C(run_once). Any other connection is an
    error.
  - Secrets of the connection never appear in a report. The files hold the names and addresses of your devices.
options:
  kind:
    description:
      - V(audit) compares the profiles with O(expected), O(expected_from), O(baseline) and the rules of a healthy fleet, and has a verdict.
      - V(fleet) compares nothing. The options for the comparison cannot be used.
    type: str
    choices: [audit, fleet]
    default: audit
  report_dir:
    description:
      - The folder of the reports. It is created if it does not exist.
      - A relative path starts in the folder of the playbook.
    type: path
    required: true
  formats:
    description:
      - The reports to write. An empty list writes none.
      - With O(kind=audit), V(html) is a web page in one file (C(operator_connect_audit.html)), V(markdown) the same as text
        (C(operator_connect_audit.md)), V(markdown_summary) at most 60 lines for a comment on a merge request
        (C(operator_connect_summary.md)), V(junit) test results for CI (C(operator_connect_audit.xml)), and V(json) everything for programs
        (C(operator_connect_audit.json)). The default is all but V(markdown_summary).
      - With O(kind=fleet), V(html) is a web page in one file (C(operator_connect_fleet.html)), V(topology) its drawing alone
        (C(topology.svg)), V(sbcs) a table with a row for each SBC (C(sbcs.csv)), V(links) one with a row for each SBC on each trunk of a
        profile, each unmatched trunk and each additional SBC (C(links.csv)), and V(profiles) one with a row for each profile
        (C(profiles.csv)). The default is all of them.
    type: list
    elements: str
    choices: [html, markdown, markdown_summary, junit, json, topology, sbcs, links, profiles]
  title:
    description:
      - The title of the reports. The default is V(Operator Connect audit), or V(Operator Connect fleet) with O(kind=fleet).
    type: str
  revision:
    description:
      - The revision of your files that the reports name, for example a commit.
      - The default is the environment variable E(CI_COMMIT_SHA) or E(GITHUB_SHA) of the machine that runs Ansible. If neither is set, it is
        the commit that C(git) has checked out in the folder of the expected state or the baseline. Without one, no revision is named.
    type: str
  mode:
    description:
      - The mode of the report files, as a quoted octal number such as V('0644').
      - By default, new files have the mode V('0600'), and existing files keep theirs.
    type: raw
  _data_file:
    description:
      - Internal. The file for the data of the report, which only the action plugin sets and reads.
    type: path
extends_documentation_fragment:
  - audiocodes.operator_connect.expectation
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.policy
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.rules
  - audiocodes.operator_connect.rules.guards
  - audiocodes.operator_connect.attributes
  - audiocodes.operator_connect.attributes.on_controller
seealso:
  - module: audiocodes.operator_connect.calling_profile_assert
  - module: audiocodes.operator_connect.calling_profile_facts
"""

EXAMPLES = r"""
- name: Write reports about the calling profiles
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Compare the profiles with the expected state, write the reports, and fail if there are differences
      audiocodes.operator_connect.calling_profile_report:
        base_url: https://live.example.net/tenantui
        tenant_id: 00000000-0000-0000-0000-000000000001
        client_id: 00000000-0000-0000-0000-000000000002
        client_secret: "{{ vault_client_secret }}"
        scope: api://00000000-0000-0000-0000-000000000003/.default
        expected_from: "{{ playbook_dir }}/expected"
        report_dir: "{{ playbook_dir }}/reports"

    # The connection is set in the environment.
    - name: Describe the fleet in a web page and in tables, readable by everybody on this machine
      audiocodes.operator_connect.calling_profile_report:
        kind: fleet
        report_dir: "{{ playbook_dir }}/reports"
        mode: '0644'

    - name: Compare two snapshots, without the service
      audiocodes.operator_connect.calling_profile_report:
        from_file: "{{ playbook_dir }}/after.json"
        baseline: "{{ playbook_dir }}/before.json"
        title: What changed with CHG0031337
        formats: [html]
        report_dir: "{{ playbook_dir }}/reports"
"""

RETURN = r"""
msg:
  description: The verdict or the error, as M(audiocodes.operator_connect.calling_profile_assert) returns it.
  returned: when O(kind) is V(audit), or on failure
  type: str
  sample: 'COMPLIANT: 412 checks, 5 warnings (expected/, 14 of 14 rules)'
reports:
  description: The path of each report by its format. In check mode, nothing is written, and these are the paths that would be written.
  returned: when the reports are written
  type: dict
  sample:
    html: /srv/fleet/reports/operator_connect_audit.html
    json: /srv/fleet/reports/operator_connect_audit.json
compliant:
  description: Whether no check failed. Not returned if there is no verdict.
  returned: when O(kind) is V(audit) and the profiles were checked
  type: bool
summary:
  description:
    - The counts of M(audiocodes.operator_connect.calling_profile_assert), or with O(kind=fleet) those of
      M(audiocodes.operator_connect.calling_profile_facts).
  returned: when the profiles were read
  type: dict
  sample: {checks: 412, passed: 407, warnings: 5, failed: 0, waived: 0, profiles: 12, trunks: 24, sbcs: 30}
scope:
  description: What the profiles were compared with, as M(audiocodes.operator_connect.calling_profile_assert) returns it.
  returned: when O(kind) is V(audit) and the profiles were checked
  type: dict
checks:
  description:
    - The failed and the waived checks, as M(audiocodes.operator_connect.calling_profile_assert) returns them. All checks are in the report
      in JSON.
  returned: when O(kind) is V(audit) and the profiles were checked
  type: list
  elements: dict
source:
  description: Where the calling profiles came from. See M(audiocodes.operator_connect.calling_profile_info).
  returned: when the profiles were read
  type: dict
failure:
  description: What went wrong, as data. See M(audiocodes.operator_connect.calling_profile_info).
  returned: when the profiles were not read, or a report could not be written
  type: dict
"""

from ..module_utils._operator_connect.argument_specs import CONNECTION, EXPECTATION, GUARDS, POLICY, REPORT, RULES, SELECTION
from ..module_utils._operator_connect.module import run_module
from ..module_utils._operator_connect.report_data import collect


def main() -> None:
    # The action plugin sets _data_file. It uses the options of REPORT, this module only `kind`.
    run_module({**CONNECTION, **POLICY, **SELECTION, **RULES, **GUARDS, **EXPECTATION, **REPORT, "_data_file": {"type": "path"}}, collect)


if __name__ == "__main__":
    main()
