# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A substitute for the pip that ansible-test downloads.

ansible-test makes environments of its own and installs pip into them with a script from the internet, from a host that many
networks block. It looks for the script in a cache first. The script that is put there installs a small `pip` package that calls uv.
ansible-test starts pip without the environment variables that lead to the package index, so the substitute sets them again.
"""

from __future__ import annotations

from pathlib import Path

from environments import uv_environment, uv_program

SETTINGS_OF_UV = ("UV_", "TMPDIR", "SSL_", "HTTP_", "HTTPS_", "ALL_", "NO_", "http_", "https_", "all_", "no_")
# the versions of pip that the supported releases of ansible-core install
PIP_VERSIONS = ("23_1_2", "24_2", "25_2")

INSTALLER = """
import pathlib, sysconfig
package = pathlib.Path(sysconfig.get_path("purelib"), "pip")
package.mkdir()
(package / "__init__.py").touch()
(package / "__main__.py").write_text({substitute!r})
"""
SUBSTITUTE = """
import os, subprocess, sys
arguments = [argument for argument in sys.argv[2:] if argument != "--disable-pip-version-check"]
command = [{uv!r}, "--quiet", "pip", "install", "--python", sys.executable, *arguments]
sys.exit(subprocess.call(command, env={{**os.environ, **{settings!r}}}) if sys.argv[1] == "install" else 0)
"""


def provide_pip_for_ansible_test(home: Path) -> None:
    """Put the installer of the substitute into the cache of ansible-test, in the home folder of its process."""
    settings = {name: value for name, value in uv_environment().items() if name.startswith(SETTINGS_OF_UV)}
    # As pip does. Else the first import of docutils prints a SyntaxWarning, and ansible-test fails on any output to stderr.
    settings["UV_COMPILE_BYTECODE"] = "1"
    substitute = SUBSTITUTE.format(uv=str(uv_program()), settings=settings)
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in PIP_VERSIONS:
        installer = cache / f"get_pip_{version}.py"
        installer.touch(mode=0o600)  # the address of a package index may contain a password
        installer.write_text(INSTALLER.format(substitute=substitute))
