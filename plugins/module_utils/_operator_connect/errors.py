# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong. Each error says what failed, where and why, and what to do next.

Everything below the modules and the inventory plugin raises only these errors on purpose. Modules turn them into `fail_json`, the
inventory plugin into an error of Ansible, with the same words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, TypeVar

from .text import displayable, quoted, suggestion

_Error = TypeVar("_Error", bound="OperatorConnectError")


class OperatorConnectError(Exception):
    """One failure. All of its texts are displayable, whatever they quote.

    Args:
        what: what failed and where, a clause without a full stop.
        said: what the service or the system said about it: short, printable, without secrets.
        url: the URL or file that was read, without user, password and query.
        status: the HTTP status of the response, if there was one.
        next_step: what to do next, a sentence; the default is that of the class.
    """

    kind = "error"
    next_step = ""

    def __init__(
        self, what: str, *, said: str = "", url: str | None = None, status: int | None = None, next_step: str | None = None
    ) -> None:
        self.what = displayable(what)
        super().__init__(self.what)
        self.said = displayable(said)
        self.url = None if url is None else displayable(url)
        self.status = status
        if next_step is not None:
            self.next_step = displayable(next_step)

    def with_context(self: _Error, *, prefix: str = "", suffix: str = "", url: str | None = None) -> _Error:
        """The same error, with more words around what failed."""
        error = copy.copy(self)
        error.what = displayable(f"{prefix}{self.what}{suffix}")
        error.args = (error.what,)
        error.url = displayable(url) if url else self.url
        return error

    def __str__(self) -> str:
        parts = [f"{self.what}."]
        if self.said:
            parts.append(f"Details: {self.said.rstrip('.')}.")
        if self.next_step:
            parts.append(self.next_step)
        return " ".join(parts)

    def as_failure(self) -> dict[str, Any]:
        """The error as data, for a playbook that branches on it (`failure` in the result of every module)."""
        return {"kind": self.kind, "url": self.url, "status": self.status, "said": self.said, "next_step": self.next_step}


class OptionError(OperatorConnectError):
    """Wrong input, found before anything is done."""

    kind = "options"

    @classmethod
    def unknown(cls, place: str, word: object, known: Iterable[str]) -> OptionError:
        """A word that is not one of the `known` words; the nearest of them is suggested."""
        return cls(f"{place}: {quoted(word)} is unknown", next_step=suggestion(known, word))


class MissingLibraryError(OperatorConnectError):
    """A Python library is not installed for the Python that runs the task."""

    kind = "library"


class SignInError(OperatorConnectError):
    """Microsoft Entra ID did not issue a token."""

    kind = "sign_in"
    next_step = (
        "Check tenant_id, client_id, client_secret and scope. A client secret expires: check its end date in Microsoft Entra ID,"
        " App registrations, Certificates & secrets."
    )


class NetworkError(OperatorConnectError):
    """No complete response arrived: name resolution, route, proxy, TLS, time, or a truncated body."""

    kind = "connection"
    next_step = "Check the URL, the network between this machine and the service, and the proxy."


class AccessDeniedError(OperatorConnectError):
    """The service refuses this client (401, 403)."""

    kind = "access_denied"


class ServiceError(OperatorConnectError):
    """The service answered with a status other than 200."""

    kind = "service"
    next_step = "Try again later. If it happens again, report the status, the time and the details to the operator of the service."


class DocumentError(OperatorConnectError):
    """The response is not the complete list of calling profiles."""

    kind = "document"
    next_step = "Check that base_url is the tenant UI of the service, https://<Service Provider URL>/tenantui."


class InvalidDocumentError(DocumentError):
    """The response is a list, but a part of it does not have the structure that the service is known to send."""

    next_step = "No data was used. Please open an issue and include the part of the document named above."


class FileError(OperatorConnectError):
    """A file cannot be read or written, or has the wrong content."""

    kind = "file"

    @classmethod
    def of_system(cls, what: str, error: OSError, next_step: str = "") -> FileError:
        """A failure that the operating system reports."""
        return cls(what, said=error.strerror or "", next_step=next_step)

    @classmethod
    def of_encoding(cls, path: str, position: str) -> FileError:
        """A file that is not UTF-8, such as one that PowerShell wrote."""
        return cls(f"{path} is not UTF-8", said=position, next_step="Save it as UTF-8.")


class GuardError(OperatorConnectError):
    """The list of profiles is valid but suspiciously short."""

    kind = "guard"
    next_step = (
        "Check the service first: an empty or short list usually means a wrong tenant or a missing permission. If the list is correct,"
        " set on_empty, min_profiles or min_sbcs."
    )
