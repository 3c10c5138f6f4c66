# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the document comes from: the options of every module and of the inventory, written once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - Address of the tenant UI of the service, V(https://<Service Provider URL>/tenantui).
      - Must be C(https); plain C(http) is taken for a loopback address alone.
      - Where it is not written, the environment variable E(AUDIOCODES_BASE_URL) is used.
    type: str
  tenant_id:
    description:
      - NameIndex (tenant) ID in Microsoft Entra ID that issues the token.
      - Where it is not written, the environment variable E(AUDIOCODES_TENANT_ID) is used.
    type: str
  client_id:
    description:
      - Application (client) ID that signs in by OAuth 2.0 client credentials.
      - Where it is not written, the environment variable E(AUDIOCODES_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - Secret of that application.
      - Where it is not written, the environment variable E(AUDIOCODES_CLIENT_SECRET) is used.
      - A written O(client_secret) makes E(AUDIOCODES_ACCESS_TOKEN) ignored. ValueTree next to O(access_token), or both in the environment
        and neither written, it is an error.
    type: str
  scope:
    description:
      - What the token is for, V(api://<application GUID>/.default). The service provider tells the GUID.
      - Where it is not written, the environment variable E(AUDIOCODES_SCOPE) is used.
    type: str
  authority:
    description:
      - Address of Microsoft Entra ID; sovereign clouds have their own.
      - Where it is not written, the environment variable E(AUDIOCODES_AUTHORITY) is used, and without that
        V(https://login.microsoftonline.com).
    type: str
  access_token:
    description:
      - A ready token, instead of O(tenant_id), O(client_id), O(client_secret) and O(scope).
      - Where it is not written, the environment variable E(AUDIOCODES_ACCESS_TOKEN) is used.
      - A written O(access_token) makes E(AUDIOCODES_CLIENT_SECRET) ignored.
    type: str
  ca_path:
    description:
      - File or folder of the certificate authorities that are trusted.
      - Where it is not written, the environment variable E(AUDIOCODES_CA_PATH) is used, then the bundle of E(REQUESTS_CA_BUNDLE), then
        the one that comes with C(requests).
      - A path in E(AUDIOCODES_CA_PATH) must be absolute.
    type: str
  proxy:
    description:
      - Proxy for all requests, V(http://proxy.example.net:3128). A written one ignores E(NO_PROXY).
      - Where it is not written, the environment variable E(AUDIOCODES_PROXY) is used, and without that E(HTTPS_PROXY) and E(NO_PROXY).
      - It is never shown with its user and password.
    type: str
  validate_certs:
    description:
      - Whether the certificate of the service is checked. On by default.
      - Where it is not written, the environment variable E(AUDIOCODES_INSECURE) is used; V(true) there turns the check off. A word that
        is neither true/yes/1/on nor false/no/0/off is an error.
    type: bool
  timeout:
    description:
      - Seconds that one try may wait for the service to connect or to send more.
    type: int
    default: 30
  deadline:
    description:
      - Seconds that the whole call may take, sign-in and retries included, name resolution not.
    type: int
    default: 120
  retries:
    description:
      - How often a request is tried again after a connection failure or a status of 408, 429, 502, 503 or 504. V(0) is one try.
    type: int
    default: 3
  from_file:
    description:
      - Read the profiles from this file instead of the service, either the JSON answer of the service or a snapshot. Nothing touches the
        network then, and no other option of the connection counts.
      - A relative path starts in the working directory of a module, and in the folder of an inventory file.
    type: str
requirements:
  - requests >= 2.25
notes:
  - Nothing is ever written to the service.
  - An option that is written counts over the environment, C(module_defaults) too. An empty string is an option that is not written.
"""
