# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator: handles token requests and document requests."""

from __future__ import annotations

import re
import secrets
import tempfile
from pathlib import Path
from typing import Any

from . import entra
from .certificates import make_certificate
from .faults import Fault, Faults
from .fleets import documented_example
from .responses import Response
from .server import ClientConnection, Request, Server

TOKEN_PATH = re.compile(r"/entra/([^/]+)/oauth2/v2\.0/token")
PROFILES_PATH = "/tenantui/api/v2/oc/callingprofile"


class Simulator:
    """The service of one service provider and its tenant in Microsoft Entra ID, on 127.0.0.1.

    It is a context manager: it serves requests inside `with`.

    Args:
        document: the list of calling profiles, or any other JSON value. Bytes are sent unchanged.
            It can be replaced or changed at any time. Defaults to the vendor's example.
        tls: serve https, with a certificate of a temporary CA (see `ca_path`).
        port: the port; 0 takes a free one.
    """

    # Like a real one, the secret changes when it is quoted, so that tests can find both forms.
    tenant_id = "5a1e0000-7e4a-4000-8000-000000000001"
    client_id = "5a1e0000-c11e-4000-8000-000000000002"
    client_secret = "not-a-secret+but/odd=enough"
    scope = "api://5a1e0000-5c0e-4000-8000-000000000003/.default"

    def __init__(self, document: Any = None, *, tls: bool = False, port: int = 0) -> None:
        self.document = documented_example() if document is None else document
        self.faults = Faults()
        self.requests: list[Request] = []
        self.tokens: list[str] = []  # all issued tokens, also revoked ones
        self.ca_path = ""  # a PEM file, if TLS is used
        self.port = port
        self._tls = tls
        self._valid_tokens: set[str] = set()

    def __enter__(self) -> Simulator:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        context = None
        if self._tls:
            self._folder = tempfile.TemporaryDirectory(prefix="simulator-")
            context, ca_path = make_certificate(Path(self._folder.name))
            self.ca_path = str(ca_path)
        self._server = Server(self.port, context, self._serve)
        self.port = self._server.port
        self._server.start()

    def stop(self) -> None:
        self._server.stop()
        if self._tls:
            self._folder.cleanup()

    # --- addresses and credentials

    @property
    def base_url(self) -> str:
        return self._origin + "/tenantui"

    @property
    def authority(self) -> str:
        return self._origin + "/entra"

    @property
    def _origin(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def options(self) -> dict[str, str]:
        """The connection options of the collection."""
        names = ["base_url", "authority", "tenant_id", "client_id", "client_secret", "scope"] + ["ca_path"] * self._tls
        return {name: getattr(self, name) for name in names}

    def environment(self) -> dict[str, str]:
        """The connection options as environment variables."""
        return {"AUDIOCODES_" + name.upper(): value for name, value in self.options().items()}

    # --- received requests

    @property
    def token_requests(self) -> list[Request]:
        return [request for request in self.requests if request.path.startswith("/entra/")]

    @property
    def document_requests(self) -> list[Request]:
        return [request for request in self.requests if request.path.startswith("/tenantui/")]

    # --- tokens

    def issue_token(self) -> str:
        """Return a valid token, without a sign-in."""
        token = "simulated-token-" + secrets.token_urlsafe(16)
        self.tokens.append(token)
        self._valid_tokens.add(token)
        return token

    def revoke_tokens(self) -> None:
        """Reject all tokens that were issued so far."""
        self._valid_tokens.clear()

    # --- responses

    def _serve(self, request: Request, connection: ClientConnection) -> None:
        self.requests.append(request)
        path = request.path.partition("?")[0]
        fault = Fault()
        if token_path := TOKEN_PATH.fullmatch(path):
            response, fault = self._sign_in(request, token_path.group(1)), self.faults.token.take()
        elif path == PROFILES_PATH:
            response, fault = self._calling_profiles(request), self.faults.document.take()
        else:
            response = Response.of_html("Not Found", 404)
        fault.deliver(fault.change(response), connection)

    def _sign_in(self, request: Request, tenant_id: str) -> Response:
        if request.method != "POST":
            return Response(405, {"Allow": "POST"})
        error = entra.check_token_request(tenant_id, request.form, self.options())
        return error or entra.token_response(self.issue_token())

    def _calling_profiles(self, request: Request) -> Response:
        if request.method != "GET":
            return Response(405, {"Allow": "GET"})
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token not in self._valid_tokens:
            return Response(401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return Response.of_json(self.document)
