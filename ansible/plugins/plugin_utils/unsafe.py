# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what an API answered data: Ansible never renders it as a template."""

from __future__ import annotations

import re

try:
    # From ansible-core 2.19 on, a string is data unless somebody says that it may be rendered.
    from ansible.template import trust_as_template as _  # noqa: F401

    wrap_var = None
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

_BRACES = re.compile('[{}]')


def mark_unsafe(value):
    """The same value with every string in it, keys too, marked as data. Where nothing could be rendered, nothing is marked."""
    if isinstance(value, dict):
        return {mark_unsafe(key): mark_unsafe(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mark_unsafe(item) for item in value]
    if wrap_var and isinstance(value, str) and _BRACES.search(value):
        return wrap_var(value)
    return value
