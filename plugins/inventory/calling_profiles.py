# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin: trunks and their SBCs as hosts and groups."""

from __future__ import annotations

DOCUMENTATION = r"""
name: calling_profiles
short_description: Operator Connect calling profiles of AudioCodes Live Platform as an inventory
version_added: 1.0.0
author:
  - The audiocodes.operator_connect contributors (@audiocodes-operator-connect)
description:
  - Makes hosts and groups of the Microsoft Operator Connect calling profiles that AudioCodes Live Platform keeps. An SBC is one host,
    however many trunks and profiles it serves. A trunk is a group of its SBCs, below the group of its profile.
  - The name of the file must end in C(calling_profiles.yml) or C(calling_profiles.yaml).
  - A failure adds no host. Everything is fetched, read, selected, named and constructed before the first host is added.
  - On the command line, a source that failed is a warning and the play runs on, with what the other sources have. Set
    E(ANSIBLE_INVENTORY_UNPARSED_FAILED) to V(true) to make it an error where it is the only source, and
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) where there are others. AWX sets the first by itself.
  - Strings that come from the service never become templates, and C(ansible_host) is an IP address or a DNS name or is not set.
notes:
  - "Groups below C(operator_connect): C(calling_profiles) holds a C(profile_...) group for each profile, and those hold a C(trunk_...)
    group for each trunk; C(sbcs) holds every SBC; C(trunks) holds C(unmatched_trunks), trunks without an SBC; C(additional_sbcs) holds
    SBCs that only an additional list names."
  - "Variables of every host: C(oc_kind) (C(sbc) or C(trunk)), C(oc_id), C(oc_instance_id) (unique over sources, for AWX), C(oc_name),
    C(oc_fqdn), C(oc_ip_address), C(oc_profiles), C(oc_trunks), C(oc_additional_for), C(oc_regions), C(oc_carriers), C(oc_environments),
    C(oc_offer_types), C(oc_sole_for) (profiles that are left without any matching SBC if this one stops), C(oc_wave) (in every wave,
    every profile that has two SBCs or more keeps at least half of them), C(oc_findings) (the rules that it, or a trunk or profile
    that it serves, breaks) and C(oc_source). A list is empty, and a value null, where there is nothing."
  - An SBC has no Python. Say C(gather_facts=false) in a play on them, and talk to them with M(ansible.builtin.raw), or with
    M(ansible.builtin.uri) delegated to localhost.
  - String options may be templates, with look-ups and extra vars, and values may be C(!vault). What comes from the environment never is
    a template.
extends_documentation_fragment:
  - audiocodes.operator_connect.connection
  - audiocodes.operator_connect.selection
  - audiocodes.operator_connect.judgement
  - audiocodes.operator_connect.judgement.guards
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Says that the file is for this plugin.
    type: str
    required: true
    choices: [audiocodes.operator_connect.calling_profiles]
  group_by:
    description:
      - What SBCs are grouped by, besides the fixed groups. Any of C(profile), C(trunk), C(region), C(carrier), C(environment) and
        C(offer_type).
      - A null groups as C(region_unknown), and a profile without any offer type as C(offer_type_unknown).
    type: list
    elements: str
    default: [profile, trunk]
  hostnames:
    description:
      - What an SBC is called as a host, the first of these fields that has something. Any of C(name), C(fqdn) and C(ip_address).
      - A character that no host name should have becomes a hyphen, and a warning lists the changes.
    type: list
    elements: str
    default: [name, fqdn]
  connect_with:
    description:
      - What becomes C(ansible_host), the first of these fields that is an IP address or a DNS name. Either C(ip_address) or C(fqdn), or
        both.
    type: list
    elements: str
    default: [ip_address, fqdn]
  name_prefix:
    description:
      - What the names of hosts, and of profile, trunk and label groups, start with. Set it for a second tenant in one inventory.
      - Lower-case letters, digits and underscores, a letter first, 64 characters at most.
    type: str
  on_name_collision:
    description:
      - What to do where two SBCs would be called the same. V(error) stops. With V(suffix) every one of them gets its id.
    type: str
    choices: [error, suffix]
    default: error
  trunk_hosts:
    description:
      - Whether a trunk without an SBC has a host of its own, in C(unmatched_trunks), so that nothing that the service reported is missing.
        It has no C(ansible_host).
    type: str
    choices: [unmatched, never]
    default: unmatched
  strict:
    description:
      - Whether an expression of O(compose), O(groups) or O(keyed_groups) that fails is an error.
      - On by default here. A group that silently lacks half its hosts is worse than an error.
    type: bool
    default: true
"""

EXAMPLES = r"""
---
# The shortest: everything about the connection is in the environment (AUDIOCODES_BASE_URL and so on).
plugin: audiocodes.operator_connect.calling_profiles

# The secret from a variable of your own, production alone, grouped by region too.
#
# plugin: audiocodes.operator_connect.calling_profiles
# base_url: https://live.example.net/tenantui
# tenant_id: 00000000-0000-0000-0000-000000000001
# client_id: 00000000-0000-0000-0000-000000000002
# client_secret: "{{ lookup('ansible.builtin.env', 'LIVE_PLATFORM_SECRET') }}"
# scope: api://00000000-0000-0000-0000-000000000003/.default
# include:
#   - name: 'PROD_*'
# fill:
#   - match: {name: '*_EMEA*'}
#     set: {region: EMEA}
# group_by: [profile, trunk, region]

# Groups and variables of your own. A number needs "| string" where it is a key.
#
# plugin: audiocodes.operator_connect.calling_profiles
# compose:
#   ansible_user: "'backup'"
#   sbc_url: "'https://' ~ oc_ip_address"
# groups:
#   needs_attention: oc_findings | length > 0
# keyed_groups:
#   - key: oc_wave | string
#     prefix: wave

# From a snapshot: nothing touches the network.
#
# plugin: audiocodes.operator_connect.calling_profiles
# from_file: snapshot.json
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.module_utils.basic import missing_required_lib
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._operator_connect.errors import OperatorConnectError
from ..module_utils._operator_connect.fleet.view import Query
from ..module_utils._operator_connect.readers import reader_for
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
            if error.name != "requests":
                raise
            raise AnsibleParserError(f"{path}: {missing_required_lib('requests')}") from None

    def _parse(self, path: str, *, use_cache: bool) -> None:
        options = read_options(self, path)
        query = Query(options)
        tree_options = TreeOptions(options)
        cache = self._document_cache(refresh=not use_cache)
        document = reader_for(options, os.environ, folder=os.path.dirname(path), cache=cache).read()
        view = query.view_of(document.profiles, document.origin.location)
        protect = TemplateProtection().protect
        tree = build_tree(view, document.origin, tree_options, self.inventory.groups, protect)
        construct(self, tree, protect)
        add_tree(tree, self.inventory)
        missing_regions = [finding.message for finding in view.findings if finding.rule == "region_coverage"]
        for warning in [*view.warnings, *missing_regions, *tree.warnings]:
            self.display.warning(warning)

    def _document_cache(self, *, refresh: bool) -> DocumentCache | None:
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
