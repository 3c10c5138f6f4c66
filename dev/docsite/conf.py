# Copyright (c) Contributors to the audiocodes.operator_connect collection
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Sphinx for the documentation site. dev/site_pages.py copies it beside the pages."""

from __future__ import annotations

project = "audiocodes.operator_connect"
copyright = "Contributors to the audiocodes.operator_connect collection"
title = "audiocodes.operator_connect"
html_title = "Operator Connect"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
source_suffix = {".rst": "restructuredtext", ".md": "markdown"}
myst_heading_anchors = 4
# The Markdown is that of the repository: a list of tasks in Ansible is not a definition list, and so on.
myst_enable_extensions = ["colon_fence"]
pygments_style = "default"
highlight_language = "YAML+Jinja"

html_theme = "furo"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["static"]
html_css_files = ["site.css"]

default_role = "any"
# antsibull-docs refers to pages and variables of Ansible's own site, which is not there without a network.
suppress_warnings = ["ref.ref", "ref.any", "ref.envvar"]
