# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that say where the calling profiles come from, shared by all modules and the inventory plugin, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - URL of the tenant UI of AudioCodes Live Platform, V(https://<Service Provider URL>/tenantui).
      - The scheme must be C(https). C(http) is accepted only for a loopback address.
      - Defaults to E(AUDIOCODES_BASE_URL).
    type: str
  tenant_id:
    description:
      - Directory (tenant) ID in Microsoft Entra ID. This tenant issues the token.
      - Defaults to E(AUDIOCODES_TENANT_ID).
    type: str
  client_id:
    description:
      - Application (client) ID that signs in with OAuth 2.0 client credentials.
      - Defaults to E(AUDIOCODES_CLIENT_ID).
    type: str
  client_secret:
    description:
      - Client secret of the application O(client_id). Use the value of the secret, not its ID.
      - Defaults to E(AUDIOCODES_CLIENT_SECRET).
      - If this option is set, E(AUDIOCODES_ACCESS_TOKEN) is ignored. It is an error to set this option and O(access_token), or to set
        both environment variables and neither option.
    type: str
  scope:
    description:
      - Scope of the token, V(api://<application GUID>/.default). Ask the service provider for the GUID.
      - Defaults to E(AUDIOCODES_SCOPE).
    type: str
  authority:
    description:
      - URL of Microsoft Entra ID. Set this in a sovereign cloud. An endpoint as the portal shows it, with O(tenant_id) in it, is accepted
        too.
      - Defaults to E(AUDIOCODES_AUTHORITY), then V(https://login.microsoftonline.com).
    type: str
  access_token:
    description:
      - A token that you already have. It replaces O(tenant_id), O(client_id), O(client_secret) and O(scope).
      - Defaults to E(AUDIOCODES_ACCESS_TOKEN).
      - If this option is set, E(AUDIOCODES_CLIENT_SECRET) is ignored.
    type: str
  ca_path:
    description:
      - File or folder with the certificate authorities to trust. Set this if the service, or a proxy, has a certificate of a private
        certificate authority. OpenSSL finds certificates in a folder only after C(openssl rehash).
      - Defaults to E(AUDIOCODES_CA_PATH), then E(REQUESTS_CA_BUNDLE), then the bundle of C(requests).
      - A path in E(AUDIOCODES_CA_PATH) must be absolute.
    type: str
  proxy:
    description:
      - HTTP proxy for all requests, for example V(http://proxy.example.net:3128). SOCKS is not supported.
      - If this option is set, E(NO_PROXY) is ignored.
      - Defaults to E(AUDIOCODES_PROXY), then E(HTTPS_PROXY) and E(NO_PROXY).
      - The user and password of a proxy are never displayed.
    type: str
  validate_certs:
    description:
      - Whether to verify TLS certificates. Set this to V(false) only on a test system.
      - Defaults to V(true), or to V(false) if E(AUDIOCODES_INSECURE) is true. A value of that variable that is not one of true, yes, 1,
        on, false, no, 0 and off is an error.
    type: bool
  timeout:
    description:
      - Seconds to wait for the service to accept a connection or to send more data.
    type: int
    default: 30
  deadline:
    description:
      - Seconds for the whole call, with sign-in and retries, without name resolution.
    type: int
    default: 120
  retries:
    description:
      - How many times to repeat a request after a network failure or a status of 408, 429, 502, 503 or 504. With V(0) there is one try.
    type: int
    default: 3
  from_file:
    description:
      - Read the calling profiles from this file instead of the service. The file is the JSON answer of the service, or a snapshot,
        of at most 64 MiB and a million values.
      - Set this to work offline. No network is used, and the other options of the connection are ignored.
      - In a task, a relative path starts in the working directory. In an inventory file, it starts in the folder of that file.
    type: str
requirements:
  - requests >= 2.25.1
  - urllib3 >= 1.26.5
notes:
  - Nothing is ever written to the service.
  - Options override environment variables, also if they are set by C(module_defaults). An empty string counts as not set.
"""
