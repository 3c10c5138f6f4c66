# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a profile that an expected state or a baseline sets, each with its test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from ..text import name_or_null

if TYPE_CHECKING:
    from .operators import ListTest, ValueTest


# What is expected of an object if nothing is expected of its fields.
PRESENT, ABSENT = "present", "absent"


@dataclass(frozen=True)
class ProfileField:
    """A field of a profile."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class OfferTypeField:
    """A field of a profile that has a value for each offer type: `validation.Calling`."""

    name: str
    offer_type: str | None

    def __str__(self) -> str:
        return f"{self.name}.{name_or_null(self.offer_type)}"


@dataclass(frozen=True)
class OfferTypeExtra:
    """The unknown fields of an offer type: `offer_types.Calling.extra`."""

    offer_type: str | None

    @property
    def name(self) -> str:
        """The field of the profile that it belongs to."""
        return OFFER_TYPES.name

    def __str__(self) -> str:
        return f"{OfferTypeField(self.name, self.offer_type)}.extra"


ListField = Union[ProfileField, OfferTypeField]
ValueField = Union[ProfileField, OfferTypeField, OfferTypeExtra]

TRUNKS = ProfileField("trunks")
ADDITIONAL_SBCS = ProfileField("additional_sbcs")
OFFER_TYPES = ProfileField("offer_types")
EMERGENCY_PROFILE = ProfileField("emergency_profile")
EMERGENCY_PROFILE_ID = ProfileField("emergency_profile_id")
EMERGENCY_NUMBERS = ProfileField("emergency_numbers")
FAILOVER_READY = ProfileField("failover_ready")
TEST_NUMBERS, VALIDATION = "test_numbers", "validation"
# The key for every offered type.
ANY_OFFER_TYPE = "*"


@dataclass
class ProfileFields:
    """What an expected state sets for one profile.

    Attributes:
        values: tests of single values.
        lists: tests of lists, `trunks` and `additional_sbcs` included.
        sbcs_by_fqdn: tests of the SBCs of a trunk, by the FQDN of the trunk in lower case.
        any_validation: the test of the validation of every offered type that `values` has no test for.
        any_test_numbers: the test of the test numbers of every offered type that `lists` has no test for.
    """

    values: dict[ValueField, ValueTest] = field(default_factory=dict)
    lists: dict[ListField, ListTest] = field(default_factory=dict)
    sbcs_by_fqdn: dict[str, ListTest] = field(default_factory=dict)
    any_validation: ValueTest | None = None
    any_test_numbers: ListTest | None = None

    def override(self, later: ProfileFields) -> None:
        """Override these fields with those that a later layer sets; its `'*'` overrides all offer types of this one."""
        if later.any_validation:
            self.any_validation = later.any_validation
            self.values = {known: test for known, test in self.values.items() if known.name != VALIDATION}
        if later.any_test_numbers:
            self.any_test_numbers = later.any_test_numbers
            self.lists = {known: test for known, test in self.lists.items() if known.name != TEST_NUMBERS}
        self.values.update(later.values)
        self.lists.update(later.lists)
        for fqdn, test in later.sbcs_by_fqdn.items():
            # One trunk can have two FQDNs: the last one that is set applies.
            self.sbcs_by_fqdn.pop(fqdn, None)
            self.sbcs_by_fqdn[fqdn] = test


@dataclass
class PartFields:
    """What an expected state sets for one trunk or SBC: tests of single values by field, and of the SBCs of a trunk."""

    values: dict[str, ValueTest] = field(default_factory=dict)
    sbcs: ListTest | None = None
