# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin `calling_profiles`: SBCs as hosts; profiles and trunks as groups."""

from __future__ import annotations

DOCUMENTATION = r"""
name: calling_profiles
short_description: SBCs of Operator Connect calling profiles as an inventory
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Creates an inventory from the Microsoft Operator Connect calling profiles in AudioCodes Live Platform. The first example shows its
    groups and the variables of a host.
  - Each SBC is one host, even if it serves several trunks and profiles. Each profile is a group, with a group of SBCs below it for each
    of its trunks.
  - A trunk without an SBC is a placeholder host in the group C(unmatched_trunks), so that it is not missing from the inventory.
  - The name of the inventory file must end in C(calling_profiles.yml) or C(calling_profiles.yaml).
  - If anything fails, no host is added. The plugin reads, checks and names everything before it adds the first host.
  - On the command line, Ansible only warns about a source that fails, and continues with the other sources. Set
    E(ANSIBLE_INVENTORY_UNPARSED_FAILED) to V(true) to make it an error if there is only one source, and
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) if there are others. AWX sets the first one by itself.
  - Text from the service is never evaluated as a template. Only an IP address or a DNS name becomes C(ansible_host), and never a loopback,
    link-local or multicast address, with which a play would change the controller.
  - The cache holds the document, without secrets. If the cache plugin keeps it in a file, only its owner can read the file. An entry that
    is damaged is a warning, and the document is fetched again.
notes:
  - "Groups directly below C(all): C(operator_connect) has all hosts. C(calling_profiles) has a group C(profile_...) for each profile,
    which has a group C(trunk_...) for each of its trunks. C(sbcs) has all SBCs. With O(name_prefix), a group such as
    C(emea_operator_connect) has all hosts of this source."
  - "Groups below C(operator_connect): C(trunks) has the group C(unmatched_trunks) with the placeholder hosts. C(additional_sbcs) exists
    only if there are SBCs that only an additional list names. The other groups of O(group_by), O(groups) and O(keyed_groups) are there
    too."
  - The variables of a special group override those of a general one. C(docs/inventory.md) of the collection lists the order.
  - In a play, use C(sbcs), or the group of a profile, trunk or region. The group C(all) includes the placeholder hosts.
  - "Variables that identify a host: C(oc_kind) is C(sbc) or C(trunk). C(oc_id) is the sbcId or the trunkId. C(oc_name), C(oc_fqdn) and
    C(oc_ip_address) are the values of the service. C(oc_instance_id) is unique over several sources; use it as the instance ID in AWX.
    C(oc_source) is the URL or the file that was read."
  - "Lists of what a host belongs to: C(oc_profiles), C(oc_trunks), C(oc_regions), C(oc_carriers), C(oc_environments), C(oc_offer_types),
    and C(oc_additional_for), the profiles that have it in their additional list."
  - "Variables for maintenance: C(oc_sole_for) lists the profiles that have no other matching SBC. C(oc_emergency_for) lists
    the profiles whose emergency calls the SBC takes. C(oc_findings) lists the rules
    that are broken by the SBC and by the trunks and profiles that it serves, or by the trunk of a placeholder host."
  - "Waves: C(oc_wave) is a number from 1. If all SBCs of one wave are out of service, each profile and each trunk with two SBCs or more
    still has at least half of them. C(oc_no_failover_in_wave) lists the profiles of the SBC that have no failover while all SBCs of
    its wave are out of service (see the rule C(failover)). If fewer SBCs are out of service, there can be fewer such profiles, but not
    more. Both are about the whole document, whatever O(include) and O(exclude) select."
  - "Another source can add groups and variables to these hosts. This source fails if an earlier source has a host of the same name with
    another C(ansible_host), C(ansible_ssh_host), C(ansible_connection) or C(ansible_port). A later source overrides what it sets."
  - P(ansible.builtin.constructed#inventory) after this source also sees the placeholder hosts. Use C(oc_kind == 'sbc') in each condition.
  - Each host has all of these variables. A missing value is null or an empty list.
  - An SBC has no Python. Set C(gather_facts=false) in a play on SBCs, and use M(ansible.builtin.raw), or M(ansible.builtin.uri) delegated
    to localhost.
  - A string option can be a template, with lookups and extra vars, and can be a C(!vault) value. A value from the environment is never a
    template.
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.policy
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.rules
  - audiocodes.operator_connect.rules.guards
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
seealso:
  - module: audiocodes.operator_connect.calling_profile_info
  - module: audiocodes.operator_connect.calling_profile_facts
  - module: audiocodes.operator_connect.calling_profile_assert
  - module: audiocodes.operator_connect.calling_profile_snapshot
  - plugin: ansible.builtin.constructed
    plugin_type: inventory
options:
  plugin:
    description: The name of this plugin. A file with another name is for another plugin.
    type: str
    required: true
    choices: [audiocodes.operator_connect.calling_profiles]
  group_by:
    description:
      - What to group SBCs by, any of C(profile), C(trunk), C(region), C(carrier), C(environment) and C(offer_type). Add C(region) to run a
        play on C(region_emea), for example.
      - SBCs of a profile without a value are in C(region_unknown), C(carrier_unknown) and so on.
      - The groups C(calling_profiles), C(sbcs) and C(trunks) always exist.
    type: list
    elements: str
    default: [profile, trunk]
  hostnames:
    description:
      - The fields that name an SBC as a host, any of C(name), C(fqdn) and C(ip_address). The first field with a usable value is used. Set
        it to match the names in C(host_vars) or in other sources.
      - Characters that are not allowed in a host name become hyphens. A warning lists the names that changed.
      - An SBC without a usable value is named after its id, for example C(sbc-17).
    type: list
    elements: str
    default: [name, fqdn]
  connect_with:
    description:
      - The fields that become C(ansible_host), any of C(ip_address) and C(fqdn). The first field with an IP address or a DNS name is used.
        Set it to V([fqdn]) to connect by DNS name.
      - With an empty list, C(ansible_host) is not set, and Ansible connects to the name of the host.
    type: list
    elements: str
    default: [ip_address, fqdn]
  name_prefix:
    description:
      - The start of the names of hosts, and of the groups of O(group_by). Set it if one inventory has several tenants, so that a host or
        group of one tenant never has the name of one of another tenant.
      - The hosts are then also in a group of this source, for example C(emea_operator_connect) with V(emea_). A play on
        C(emea_operator_connect:&sbcs) runs on the SBCs of this source. Two tenants cannot have the same prefix.
      - At most 64 lower-case letters, digits and underscores, starting with a letter.
    type: str
  on_name_collision:
    description:
      - What to do if several SBCs would get the same host name.
      - V(error) fails, so that no play reaches only one of them by accident. V(suffix) adds the id to each of these names, for example
        C(edge-17).
    type: str
    choices: [error, suffix]
    default: error
  trunk_hosts:
    description:
      - Which trunks get a placeholder host. V(unmatched) is each trunk without an SBC. Set V(never) if everything that uses the inventory
        must only see SBCs.
      - A placeholder host has the variables of the trunk and no C(ansible_host). O(compose), O(groups) and O(keyed_groups) do not apply
        to it.
    type: str
    choices: [unmatched, never]
    default: unmatched
  strict:
    description:
      - Whether it is an error if an expression of O(compose), O(groups) or O(keyed_groups) fails. If V(false), the host does not get that
        variable or group.
      - The default differs from other inventory plugins, because a group that lacks hosts without a message is worse than an error.
    type: bool
    default: true
"""

EXAMPLES = r"""
# fmt: code
# operator_connect.calling_profiles.yml: the connection is in the environment, AUDIOCODES_BASE_URL and so on.
---
plugin: audiocodes.operator_connect.calling_profiles

# ansible-inventory -i operator_connect.calling_profiles.yml --graph
#
#   @all:
#     |--@ungrouped:
#     |--@operator_connect:
#     |  |--@trunks:
#     |  |  |--@unmatched_trunks:
#     |  |  |  |--oc1.customers.audio-code.co.il
#     |  |  |  |--oc2.customers.audio-code.co.il
#     |  |--NL-SBC05
#     |--@calling_profiles:
#     |  |--@profile_prod_audiocodesrd_calling_ac_emea:
#     |  |  |--@trunk_oc_sandbox1_audiocodes_be:
#     |  |  |  |--NL-SBC05
#     |  |--@profile_prod_audiocodesrd_calling_ac_emea_call_conf:
#     |  |  |--@trunk_oc1_customers_audio_code_co_il:
#     |  |  |--@trunk_oc2_customers_audio_code_co_il:
#     |--@sbcs:
#     |  |--NL-SBC05
#
# ansible-inventory -i operator_connect.calling_profiles.yml --host NL-SBC05
#
#   {
#       "ansible_host": "172.17.239.165",
#       "oc_additional_for": [],
#       "oc_carriers": [],
#       "oc_emergency_for": [],
#       "oc_environments": [],
#       "oc_findings": [
#           "emergency_path",
#           "failover",
#           "test_numbers",
#           "validation_not_run"
#       ],
#       "oc_fqdn": "NL-SBC05.lab.lan",
#       "oc_id": 2,
#       "oc_instance_id": "live.example.net/tenantui/00000000-0000-0000-0000-000000000001/sbc/2",
#       "oc_ip_address": "172.17.239.165",
#       "oc_kind": "sbc",
#       "oc_name": "NL-SBC05",
#       "oc_no_failover_in_wave": [
#           "PROD_AudioCodesRD_Calling_AC_EMEA"
#       ],
#       "oc_offer_types": [
#           "AudioConferencing",
#           "Calling"
#       ],
#       "oc_profiles": [
#           "PROD_AudioCodesRD_Calling_AC_EMEA"
#       ],
#       "oc_regions": [],
#       "oc_sole_for": [
#           "PROD_AudioCodesRD_Calling_AC_EMEA"
#       ],
#       "oc_source": "https://live.example.net/tenantui/api/v2/oc/callingprofile",
#       "oc_trunks": [
#           "oc.sandbox1.audiocodes.be"
#       ],
#       "oc_wave": 1
#   }

# production.calling_profiles.yml: the production profiles only, with everything in the file and the secret from a variable.
---
plugin: audiocodes.operator_connect.calling_profiles
base_url: https://live.example.net/tenantui
tenant_id: 00000000-0000-0000-0000-000000000001
client_id: 00000000-0000-0000-0000-000000000002
client_secret: "{{ lookup('ansible.builtin.env', 'LIVE_PLATFORM_SECRET') }}"
scope: api://00000000-0000-0000-0000-000000000003/.default
include:
  - name: PROD_*
# Profiles for EMEA do not have a region in the service.
fill:
  - match:
      name: '*_EMEA*'
    set:
      region: EMEA
group_by:
  - profile
  - trunk
  - region
# Fail if the list is suspiciously short, instead of removing hosts.
min_sbcs: 2
# Keep the document for an hour.
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/operator_connect
cache_timeout: 3600

# maintenance.calling_profiles.yml: variables and groups of your own.
---
plugin: audiocodes.operator_connect.calling_profiles
compose:
  ansible_user: "'backup'"
  sbc_url: "'https://' ~ oc_ip_address"
groups:
  needs_attention: oc_findings | length > 0
# The groups wave_1, wave_2 and so on. A key must be a string.
keyed_groups:
  - key: oc_wave | string
    prefix: wave

# offline.calling_profiles.yml: from a snapshot, without the network.
---
plugin: audiocodes.operator_connect.calling_profiles
from_file: snapshot.json
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._operator_connect.errors import OperatorConnectError
from ..module_utils._operator_connect.fleet.view import Query
from ..module_utils._operator_connect.libraries import missing_library
from ..module_utils._operator_connect.policy import with_policy
from ..module_utils._operator_connect.readers import reader_for
from ..module_utils._operator_connect.text import displayable
from ..plugin_utils._operator_connect.add_to_inventory import add_tree
from ..plugin_utils._operator_connect.constructed import construct
from ..plugin_utils._operator_connect.document_cache import DocumentCache
from ..plugin_utils._operator_connect.inventory_file import read_options
from ..plugin_utils._operator_connect.template_protection import TemplateProtection
from ..plugin_utils._operator_connect.tree_builder import build_tree
from ..plugin_utils._operator_connect.tree_options import TreeOptions

FILE_ENDINGS = ("calling_profiles.yml", "calling_profiles.yaml")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):  # type: ignore[misc]
    NAME = "audiocodes.operator_connect.calling_profiles"

    _document_cache: DocumentCache | None = None

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(FILE_ENDINGS)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        try:
            with _garbage_collector_paused():
                self._parse(path, use_cache=cache)
        except OperatorConnectError as error:
            raise AnsibleParserError(f"{path}: {error}") from None
        except ImportError as error:
            raise AnsibleParserError(f"{path}: {missing_library(error)}") from None

    def _parse(self, path: str, *, use_cache: bool) -> None:
        folder = os.path.dirname(path)
        options = with_policy(read_options(self, path), os.environ, folder=folder)
        query = Query(options)
        tree_options = TreeOptions(options)
        self._document_cache = self._cache_of_document(refresh=not use_cache)
        document = reader_for(options, os.environ, folder=folder, cache=self._document_cache).read()
        view = query.view_of(document.profiles, document.origin.location)
        protect = TemplateProtection().protect
        tree = build_tree(view, document.origin, tree_options, self.inventory.groups, protect)
        construct(self, tree, protect)
        add_tree(tree, self.inventory)
        missing_regions = [finding.message for finding in view.findings if finding.rule == "region_coverage"]
        for warning in [*view.warnings, *missing_regions, *tree.warnings]:
            self.display.warning(displayable(warning))

    def update_cache_if_changed(self) -> None:
        if self._document_cache is None:
            return
        try:
            super().update_cache_if_changed()
        except Exception as error:  # each cache plugin raises something else; the hosts are in the inventory already
            self.display.warning(f"Cannot store the calling profiles in the cache: {displayable(str(error))}")
        self._document_cache.make_private()

    def _cache_of_document(self, *, refresh: bool) -> DocumentCache | None:
        if not self.get_option("cache"):
            return None
        return DocumentCache(self._cache, refresh=refresh, warn=self.display.warning)


@contextmanager
def _garbage_collector_paused() -> Iterator[None]:
    """A parse makes many small objects, and all of them stay: searching them for garbage would take a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
