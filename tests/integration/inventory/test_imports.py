# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files a run of the inventory imports. Ansible compiles the files of a collection in every process, so each one costs time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.inventories import run, write_source

if TYPE_CHECKING:
    from pathlib import Path

    from simulator import Simulator

PLUGINS = "ansible_collections.audiocodes.operator_connect.plugins."
# Python imports this file at its start.
SITECUSTOMIZE = """
import atexit, json, sys

atexit.register(lambda: json.dump(list(sys.modules), open({path!r}, "w")))
"""

# A new file here is a decision: is it needed if the document comes from the cache?
IMPORTED_WITH_THE_CACHE = {
    "": ["inventory.calling_profiles"],
    "doc_fragments.": ["connection", "policy", "rules", "selection"],
    "module_utils._operator_connect.": [
        "errors",
        "input_file",
        "libraries",
        "limits",
        "policy",
        "readers",
        "strict_json",
        "text",
        "unsafe_text",
    ],
    "module_utils._operator_connect.fleet.": ["addresses", "guards", "records", "rules", "selection", "topology", "view", "waves"],
    "module_utils._operator_connect.service.": ["redaction", "settings", "urls"],
    "plugin_utils._operator_connect.": [
        "add_to_inventory",
        "constructed",
        "document_cache",
        "host_names",
        "host_variables",
        "inventory_file",
        "naming",
        "template_protection",
        "tree",
        "tree_builder",
        "tree_options",
    ],
}


def test_a_run_from_the_cache_imports_only_what_it_needs(tmp_path: Path, simulator: Simulator) -> None:
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    source = write_source(tmp_path, {**cache, **simulator.options()})
    listing = tmp_path / "modules.json"
    (tmp_path / "sitecustomize.py").write_text(SITECUSTOMIZE.format(path=str(listing)))

    def imported_modules() -> set[str]:
        result = run("ansible-inventory", "--list", "-i", source, cwd=tmp_path, environment={"PYTHONPATH": str(tmp_path)})
        assert "NL-SBC05" in result.json()["_meta"]["hostvars"]
        return set(json.loads(listing.read_text("utf-8")))

    from_service = imported_modules()
    assert {"requests", f"{PLUGINS}module_utils._operator_connect.service.client"} <= from_service
    from_cache = imported_modules()
    assert "requests" not in from_cache
    assert len(simulator.document_requests) == 1
    files = {name.removeprefix(PLUGINS) for name in from_cache if name.startswith(PLUGINS)}
    packages = {name.rpartition(".")[0] for name in files}
    assert files - packages == {prefix + name for prefix, names in IMPORTED_WITH_THE_CACHE.items() for name in names}
