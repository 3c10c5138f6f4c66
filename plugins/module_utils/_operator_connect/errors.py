# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, each a class that knows what to do next.

Nothing below the faces of the collection raises anything else on purpose. The faces turn these errors into
`fail_json` or into Ansible's own error, with the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .text import suggestion


class OperatorConnectError(Exception):
    """One failure, told whole.

    Args:
        what: what failed and where, a clause without a full stop.
        said: what the service or the system said about it: short, printable, free of secrets.
        url: the address that was asked, without user, password and query.
        status: the HTTP status of the answer, where there was one.
        next_step: what to do next, a sentence; the class has one that fits most cases.
    """

    kind = "error"
    next_step = ""

    def __init__(
        self, what: str, *, said: str = "", url: str | None = None, status: int | None = None, next_step: str | None = None
    ) -> None:
        self.what = what
        self.said = said
        self.url = url
        self.status = status
        if next_step is not None:
            self.next_step = next_step
        super().__init__(what, said, self.next_step)

    def __str__(self) -> str:
        parts = [self.what + "."]
        if self.said:
            parts.append(f"It said: {self.said.rstrip('.')}.")
        if self.next_step:
            parts.append(self.next_step)
        return " ".join(parts)

    def as_failure(self) -> dict[str, Any]:
        """The same as data, for a playbook that branches on it (the `failure` of every module's result)."""
        return {"kind": self.kind, "url": self.url, "status": self.status, "said": self.said, "next_step": self.next_step}


class OptionError(OperatorConnectError):
    """Bad input, found before anything was done."""

    kind = "options"

    @classmethod
    def unknown(cls, place: str, word: object, known: Iterable[str]) -> OptionError:
        """A word that is none of the `known` ones; the nearest of them is named."""
        return cls(f"{place}: {word} is unknown", next_step=suggestion(known, word))


class SignInError(OperatorConnectError):
    """Microsoft Entra ID gave no token."""

    kind = "sign_in"
    next_step = (
        "Check tenant_id, client_id, client_secret and scope. A client secret expires: look at its end date in Microsoft Entra ID,"
        " App registrations, Certificates & secrets."
    )


class NetworkError(OperatorConnectError):
    """No whole answer came: name, route, proxy, TLS, time, or a body cut off."""

    kind = "connection"
    next_step = "Check the address, the network between here and there, and the proxy."


class AccessDeniedError(OperatorConnectError):
    """The service knows who asks and refuses (401, 403)."""

    kind = "access_denied"


class ServiceError(OperatorConnectError):
    """The service answered something other than 200."""

    kind = "service"
    next_step = "Try again later. If it stays, tell the operator of the service what it said and when."


class DocumentError(OperatorConnectError):
    """What came is not the whole list of calling profiles."""

    kind = "document"
    next_step = "Check that base_url is the tenant UI of the service, https://<Service Provider URL>/tenantui."


class InvalidDocumentError(DocumentError):
    """A list came, and something in it is not what the service is known to send."""

    next_step = "Nothing was guessed and nothing was used. Report it with the part of the document that is named."


class FileError(OperatorConnectError):
    """A file could not be read or written, or is not what it should be."""

    kind = "file"

    @classmethod
    def of_system(cls, what: str, error: OSError, next_step: str = "") -> FileError:
        """What the system said when something was done to a file."""
        return cls(what, said=error.strerror or "", next_step=next_step)


class GuardError(OperatorConnectError):
    """The answer is well-formed and suspiciously small."""

    kind = "guard"
    next_step = (
        "Look at the service before you believe it: a list that shrank to nothing is more often a wrong tenant or a lost permission"
        " than the truth. Where it is the truth, set on_empty, min_profiles or min_sbcs accordingly."
    )
