# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module calling_profile_snapshot in real plays, over HTTP to the simulator: the file changes only if the fleet changes."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.documents import profile, sbc, trunk
from support.full_disk import full_disk
from support.plays import PlayResult, play, task
from support.returned import faults_of_result

from ansible_collections.audiocodes.operator_connect.plugins.module_utils._operator_connect.fleet.rules import RULES
from simulator import Simulator, documented_example

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = "calling_profile_snapshot"
NO_RULES = dict.fromkeys(RULES, "off")
DOCUMENT = [
    *documented_example(),
    profile(1, trunk(1, 5, 6), trunk(2, 6), region="APAC", note={"of": "the service"}, additionalSbcList=[sbc(7, note=[1])]),
]


def changed_document() -> list[Any]:
    """The same profiles in another order, with one changed address."""
    changed = {**DOCUMENT[-1], "trunksEnrolled": [trunk(2, 6), trunk(1, 6, sbc(5, ipAddress="10.9.9.9"))]}
    return [changed, *reversed(documented_example())]


class SnapshotPlay:
    """The result of a play with snapshots, and its folder."""

    def __init__(self, folder: Path, result: PlayResult) -> None:
        self.folder = folder
        self.result = result

    def __getitem__(self, name: str) -> Any:
        return self.result[name]

    def json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def service() -> Iterator[Simulator]:
    with Simulator(DOCUMENT) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def live(service: Simulator, tmp_path_factory: pytest.TempPathFactory) -> SnapshotPlay:
    """Snapshots of the service."""
    folder = tmp_path_factory.mktemp("live")
    (folder / "empty.json").write_text("[]", "utf-8")
    (folder / "new.json").write_text(json.dumps(changed_document()), "utf-8")
    tasks = [
        {**task("check mode", MODULE, path="live.snap"), "check_mode": True, "diff": True},
        {**task("first", MODULE, path="live.snap", mode="0640"), "diff": True},
        {**task("again", MODULE, path="live.snap", mode="0640"), "diff": True},
        task("another mode", MODULE, path="live.snap", mode="0600"),
        task("from a snapshot", MODULE, path="copy.snap", from_file="live.snap"),
        task("read back", "calling_profile_info", from_file="live.snap"),
        task("read live", "calling_profile_info"),
        task("baseline", "calling_profile_assert", baseline="live.snap", rules=NO_RULES),
        task("empty", MODULE, path="live.snap", from_file="empty.json"),
        task("no folder", MODULE, path="nowhere/live.snap"),
        task("a folder", MODULE, path="."),
        task("unknown key", MODULE, path="live.snap", include=[{"nane": "x"}]),
        {**task("draft", MODULE, path="expected.yml", format="expected"), "diff": True},
        task("draft again", MODULE, path="expected.yml", format="expected"),
        task("as drafted", "calling_profile_assert", expected_from=["expected.yml"], unexpected_profiles="fail", rules=NO_RULES),
    ]
    return SnapshotPlay(folder, play(folder, tasks, service.environment()))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> SnapshotPlay:
    """Snapshots of files: a fleet that changes between two tasks."""
    folder = tmp_path_factory.mktemp("stored")
    for name, document in (("old.json", DOCUMENT), ("new.json", changed_document()), ("empty.json", [])):
        (folder / name).write_text(json.dumps(document), "utf-8")
    (folder / "garbage.snap").write_text("{", "utf-8")
    (folder / "empty_file.snap").touch()
    (folder / "edited.yml").write_text("# CHG0031337\n", "utf-8")
    (folder / "edited.yml").chmod(0o644)
    (folder / "link.snap").symlink_to("linked.snap")
    os.mkfifo(folder / "pipe.snap")
    old, new = {"from_file": "old.json"}, {"from_file": "new.json"}
    emea: dict[str, Any] = {"include": [{"region": "EMEA"}], "fill": [{"match": {"name": "*_EMEA*"}, "set": {"region": "EMEA"}}]}
    tasks = [
        task("old", MODULE, path="drift.snap", **old),
        {**task("drift in check mode", MODULE, path="drift.snap", **new), "check_mode": True, "diff": True},
        task("kept", MODULE, path="drift.snap", **old),
        {**task("drift", MODULE, path="drift.snap", backup=True, **new), "diff": True},
        task("selection", MODULE, path="emea.snap", **emea, **old),
        task("of a selection", MODULE, path="emea2.snap", from_file="emea.snap"),
        task("selection of a selection", MODULE, path="emea3.snap", from_file="emea.snap", include=[{"name": "*_EMEA"}]),
        task("selection as a baseline", "calling_profile_assert", baseline="emea.snap", rules=NO_RULES, **emea, **old),
        task("selection as a baseline of all", "calling_profile_assert", baseline="emea.snap", **old),
        task("empty is allowed", MODULE, path="empty.snap", from_file="empty.json", on_empty="allow"),
        task("nothing to expect", MODULE, path="empty.yml", from_file="empty.json", on_empty="allow", format="expected"),
        task("link", MODULE, path="link.snap", **old),
        task("garbage without force", MODULE, path="garbage.snap", **old),
        task("empty file", MODULE, path="empty_file.snap", **old),
        task("draft over an edited draft", MODULE, path="edited.yml", format="expected", **old),
        {**task("draft over an edited draft, in check mode", MODULE, path="edited.yml", format="expected", **old), "check_mode": True},
        {"name": "what is left of the edited draft", "ansible.builtin.slurp": {"src": str(folder / "edited.yml")}},
        task("draft with force", MODULE, path="edited.yml", format="expected", force=True, **old),
        {**task("garbage", MODULE, path="garbage.snap", **old, force=True), "diff": True},
        task("a named pipe", MODULE, path="pipe.snap", **old),
        task("a device", MODULE, path="/dev/full", **old),
    ]
    return SnapshotPlay(folder, play(folder, tasks))


def test_results_are_as_documented(live: SnapshotPlay, stored: SnapshotPlay) -> None:
    for name in ("first", "again", "check mode", "empty", "no folder", "draft"):
        assert faults_of_result(MODULE, live[name]) == [], name
    assert faults_of_result(MODULE, stored["drift"]) == []


def test_check_mode_reports_the_change_and_writes_nothing(live: SnapshotPlay) -> None:
    assert live["check mode"]["changed"] and live["first"]["changed"]
    assert live["check mode"]["diff"] == live["first"]["diff"]


def test_a_second_run_changes_nothing(live: SnapshotPlay) -> None:
    assert not live["again"]["changed"]
    assert "diff" not in live["again"]


def test_the_mode_of_the_file_can_be_set(live: SnapshotPlay) -> None:
    assert live["first"]["mode"] == "0640"
    assert live["another mode"]["changed"] and live["another mode"]["mode"] == "0600"
    assert (live.folder / "live.snap").stat().st_mode & 0o777 == 0o600


def test_the_diff_of_drift_shows_only_the_changed_object(stored: SnapshotPlay) -> None:
    drift = stored["drift in check mode"]
    assert drift["changed"]
    before, after = (drift["diff"][side].splitlines() for side in ("before", "after"))
    assert set(before) ^ set(after) == {
        'Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.0.0.5"',
        'Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.9.9.9"',
    }
    assert '+Profile_1 › trunk oc1.example.net › sbc SBC-5 › ip_address: "10.9.9.9"' in stored.result.output
    assert not stored["kept"]["changed"]


def test_drift_is_written_and_the_old_file_is_backed_up(stored: SnapshotPlay) -> None:
    assert stored["drift"]["changed"]
    assert "10.9.9.9" in (stored.folder / "drift.snap").read_text("utf-8")
    assert "10.9.9.9" not in Path(stored["drift"]["backup_file"]).read_text("utf-8")


def test_a_snapshot_has_the_same_profiles_as_the_service(live: SnapshotPlay) -> None:
    def in_any_order(value: Any) -> Any:
        if isinstance(value, dict):
            return sorted((key, json.dumps(in_any_order(entry))) for key, entry in value.items())
        return sorted(json.dumps(in_any_order(entry)) for entry in value) if isinstance(value, list) else value

    from_snapshot, from_service = live["read back"]["calling_profiles"], live["read live"]["calling_profiles"]
    assert in_any_order(from_snapshot) == in_any_order(from_service)
    assert live["read back"]["source"]["fetched_at"] == live.json("live.snap")["fetched_at"]


def test_the_source_is_the_service_also_in_a_snapshot_of_a_snapshot(live: SnapshotPlay, service: Simulator) -> None:
    source = live.json("live.snap")
    assert source["url"] == service.base_url + "/api/v2/oc/callingprofile"
    assert source["tenant_id"] == service.tenant_id
    assert live.json("copy.snap") == live.json("live.snap")


def test_a_snapshot_of_a_selection_contains_the_selection(live: SnapshotPlay, stored: SnapshotPlay) -> None:
    snapshot = stored.json("emea.snap")
    assert snapshot["include"] == [{"region": "EMEA"}]
    assert [record["region"] for record in snapshot["calling_profiles"]] == [None, None]
    assert all("filled" not in record for record in snapshot["calling_profiles"])
    assert not {"include", "exclude"} & live.json("live.snap").keys()
    assert stored.json("emea2.snap") == snapshot
    assert "holds a selection" in stored["selection of a selection"]["msg"]
    assert not (stored.folder / "emea3.snap").exists()


def test_a_snapshot_of_a_selection_is_a_baseline_for_the_same_selection_only(live: SnapshotPlay, stored: SnapshotPlay) -> None:
    assert stored["selection as a baseline"]["compliant"], stored["selection as a baseline"]["msg"]
    assert stored["selection as a baseline of all"]["failed"]
    assert "contains only the profiles of the selection" in stored["selection as a baseline of all"]["msg"]
    assert live["baseline"]["compliant"], live["baseline"]["msg"]


def test_an_empty_list_never_replaces_a_snapshot(live: SnapshotPlay, stored: SnapshotPlay) -> None:
    assert live["empty"]["failed"] and live["empty"]["failure"]["kind"] == "guard"
    assert len(live.json("live.snap")["calling_profiles"]) == 3
    assert stored.json("empty.snap")["calling_profiles"] == []
    assert stored["nothing to expect"]["failure"]["kind"] == "guard"


def test_a_symbolic_link_is_kept(stored: SnapshotPlay) -> None:
    assert (stored.folder / "link.snap").is_symlink()
    assert stored["link"]["path"] == str((stored.folder / "linked.snap").resolve())
    assert len(stored.json("linked.snap")["calling_profiles"]) == 3


def test_a_file_that_is_not_a_snapshot_is_replaced_only_if_force_is_set(stored: SnapshotPlay) -> None:
    result = stored["garbage without force"]
    path = stored.folder / "garbage.snap"
    assert result["msg"] == f"{path} is not a snapshot, so it is not replaced. Change path, or set force to true."
    assert result["failure"]["kind"] == "file"
    assert stored["garbage"]["diff"]["before"] == "{"
    assert len(stored.json("garbage.snap")["calling_profiles"]) == 3


def test_an_empty_file_is_replaced(stored: SnapshotPlay) -> None:
    assert stored["empty file"]["changed"]
    assert len(stored.json("empty_file.snap")["calling_profiles"]) == 3


def test_a_draft_never_replaces_manual_edits(stored: SnapshotPlay) -> None:
    result = stored["draft over an edited draft"]
    path = stored.folder / "edited.yml"
    assert result["msg"] == (
        f"{path} exists, and a draft would replace manual edits, so it is not replaced. Change path, or set force to true."
    )
    assert stored["draft over an edited draft, in check mode"]["msg"] == result["msg"]
    assert stored["what is left of the edited draft"]["content"] == base64.b64encode(b"# CHG0031337\n").decode()
    assert stored["draft with force"]["changed"]
    assert (stored.folder / "edited.yml").read_text("utf-8").startswith("---\n# The expected state")


def test_a_wrong_path_or_option_fails_before_any_request(live: SnapshotPlay, service: Simulator) -> None:
    missing = live.folder / "nowhere"
    assert live["no folder"]["msg"].startswith(f"Cannot write {missing}/live.snap: the folder {missing} does not exist. ")
    assert live["a folder"]["msg"].startswith(f"Cannot write {live.folder}: it is a folder. ")
    assert live["unknown key"]["msg"].startswith("include[0]: ") and "Did you mean name?" in live["unknown key"]["msg"]
    from_service = [name for name, returned in live.result.results.items() if returned.get("source", {}).get("kind") == "service"]
    assert len(service.document_requests) == len(from_service)


def test_only_its_owner_can_read_a_new_file(live: SnapshotPlay, stored: SnapshotPlay) -> None:
    for path in (stored.folder / "drift.snap", stored.folder / "linked.snap", live.folder / "expected.yml"):
        assert path.stat().st_mode & 0o777 == 0o600, path
    # The mode of a file that exists stays.
    assert (stored.folder / "edited.yml").stat().st_mode & 0o777 == 0o644


def test_what_is_not_a_regular_file_is_never_replaced(stored: SnapshotPlay) -> None:
    for name in ("a named pipe", "a device"):
        assert stored[name]["msg"].endswith("it is not a regular file. Set path to a file."), stored[name]["msg"]
        assert stored[name]["failure"]["kind"] == "file"
    assert stat.S_ISFIFO((stored.folder / "pipe.snap").stat().st_mode)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps(DOCUMENT), "utf-8")
    # Larger than the files that Ansible itself writes.
    (tmp_path / "large.json").write_text(json.dumps([profile(1, region="x" * 4_000_000)]), "utf-8")
    play(tmp_path, [task("old", MODULE, path="kept.snap", from_file="old.json")])
    before = (tmp_path / "kept.snap").read_bytes()
    with full_disk(3_000_000):
        tasks = [
            task("snapshot", MODULE, path="kept.snap", from_file="large.json"),
            task("draft", MODULE, path="new.yml", from_file="large.json", format="expected"),
            task("report", "calling_profile_report", report_dir="reports", from_file="large.json"),
        ]
        result = play(tmp_path, tasks)
    for name, path in (("snapshot", "kept.snap"), ("draft", "new.yml")):
        assert result[name]["msg"] == f"Cannot write {tmp_path / path}. Details: File too large."
        assert result[name]["failure"]["kind"] == "file"
    assert result["report"]["failure"]["kind"] == "file"
    assert (tmp_path / "kept.snap").read_bytes() == before
    assert not (tmp_path / "new.yml").exists()
    # Nothing is left that could be taken for a whole file.
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".kept", ".new"))] == []
    assert json.loads((tmp_path / "reports" / "operator_connect_audit.json").read_text("utf-8"))["verdict"] == "NOT CHECKED"


def test_a_stored_text_is_inert_as_a_variable(tmp_path: Path) -> None:
    """Somebody loads a snapshot or a draft with include_vars."""
    texts = [
        f"{{{{ lookup('pipe', 'touch {tmp_path}/PWN-braces') }}}}",
        f"lookup('pipe', 'touch {tmp_path}/PWN-bare') | string",
        f"{{% set x = lookup('pipe', 'touch {tmp_path}/PWN-block') %}}",
    ]
    document = [profile(number, region=text, note={"a": [text]}) for number, text in enumerate(texts)]
    (tmp_path / "document.json").write_text(json.dumps(document), "utf-8")
    tasks = [
        task("snapshot", MODULE, path="stored.json", from_file="document.json"),
        task("draft", MODULE, path="draft.yml", from_file="document.json", format="expected"),
        task("read back", "calling_profile_info", from_file="stored.json"),
        task("again", MODULE, path="stored.json", from_file="document.json"),
        task("as drafted", "calling_profile_assert", expected_from=["draft.yml"], from_file="stored.json", rules=NO_RULES),
        {"name": "load the snapshot", "ansible.builtin.include_vars": {"file": str(tmp_path / "stored.json"), "name": "stored"}},
        {"name": "load the draft", "ansible.builtin.include_vars": {"file": str(tmp_path / "draft.yml"), "name": "draft"}},
    ]
    for number in range(len(texts)):
        stored = f"stored.calling_profiles[{number}]"
        for place in (f"{stored}.region", f"{stored}.extra.note.a[0]", f"draft.profiles.Profile_{number}.region"):
            tasks += [
                {"name": f"print {place}", "ansible.builtin.debug": {"msg": f"{{{{ {place} }}}}"}},
                {"name": f"var {place}", "ansible.builtin.debug": {"var": place}},
                {"name": f"assert {place}", "ansible.builtin.assert": {"that": [f"{{{{ {place} }}}}"]}},
            ]
    result = play(tmp_path, tasks)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("PWN")] == []
    assert [record["region"] for record in result["read back"]["calling_profiles"]] == texts
    assert [record["extra"]["note"] for record in result["read back"]["calling_profiles"]] == [{"a": [text]} for text in texts]
    assert not result["again"]["changed"]
    assert result["as drafted"]["compliant"], result["as drafted"]["msg"]
    assert [result[f"print {place}"]["msg"] for place in ("stored.calling_profiles[0].region", "draft.profiles.Profile_1.region")] == texts[
        :2
    ]


@pytest.mark.parametrize("options", [{}, {"format": "expected"}])
def test_a_key_that_is_a_template_is_not_stored(tmp_path: Path, options: dict[str, Any]) -> None:
    document = [profile(1, offerTypes=[{"offerTypeName": "{{ x }}", "testNumbers": ["1"]}], validation={"{{ x }}": "Passed"})]
    (tmp_path / "document.json").write_text(json.dumps(document), "utf-8")
    result = play(tmp_path, [task("stored", MODULE, path="stored", from_file="document.json", **options)])
    assert 'would have the key "{{ x }}", which Ansible could evaluate' in result["stored"]["msg"]
    assert not (tmp_path / "stored").exists()


def test_the_live_state_meets_its_draft(live: SnapshotPlay) -> None:
    assert live["draft"]["changed"] and not live["draft again"]["changed"]
    assert live["draft"]["diff"]["after"] == (live.folder / "expected.yml").read_text("utf-8")
    assert live["as drafted"]["compliant"], live["as drafted"]["msg"]


def test_no_secret_is_stored_or_shown(live: SnapshotPlay, service: Simulator) -> None:
    texts = [path.read_text("utf-8") for path in live.folder.glob("*.*")] + [live.result.output]
    for secret in (service.client_secret, *service.tokens):
        assert not any(secret in text for text in texts)
