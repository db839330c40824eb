# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Finds the secret options of a health check. From ansible-core 2.22 on, Ansible masks secrets in its output and in the data of
callbacks. Not every option can be secret, because Ansible would then mask ports and rule names everywhere, even inside words.
"""

from __future__ import annotations

import re

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # Before 2.22 Ansible masks nothing.
    register_secrets = None

_SECRET = re.compile(r'password|passphrase|secret|token|api_?key|^key$|^headers$', re.IGNORECASE)
# A shorter text occurs in many words.
_SHORTEST = 4


def _texts(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def secret_values(options):
    """The secret values of options: passwords, keys, tokens and the values of headers, by the name of the option."""
    if isinstance(options, (list, tuple)):
        for item in options:
            yield from secret_values(item)
    elif isinstance(options, dict):
        for name, value in options.items():
            yield from _texts(value) if _SECRET.search(str(name)) else secret_values(value)


def mask_secrets_of(options):
    """Makes Ansible mask the secret values of options, if this version of Ansible can."""
    if register_secrets:
        register_secrets([text for text in secret_values(options) if len(text) >= _SHORTEST])
