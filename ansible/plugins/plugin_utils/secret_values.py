# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Which of the options of a health check are secret. From ansible-core 2.22 on, a secret is replaced in everything that is
printed or handed to callbacks. Were all options secret, so would be ports, numbers and names of rules: inside words too.
"""

from __future__ import annotations

import re

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # Before 2.22 no text is replaced.
    register_secrets = None

_SECRET = re.compile(r'password|passphrase|secret|token|api_?key|^key$|^headers$', re.IGNORECASE)
# What is shorter is part of many words.
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
    """The texts that are secret among options: what is called a password, a key, a token, and the values of headers."""
    if isinstance(options, (list, tuple)):
        for item in options:
            yield from secret_values(item)
    elif isinstance(options, dict):
        for name, value in options.items():
            yield from _texts(value) if _SECRET.search(str(name)) else secret_values(value)


def mask_secrets_of(options):
    """Lets Ansible print none of the secrets among options, where it can."""
    if register_secrets:
        register_secrets([text for text in secret_values(options) if len(text) >= _SHORTEST])
