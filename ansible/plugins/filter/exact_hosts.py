# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: exact_hosts
author: esg-recycler contributors (!UNKNOWN)
short_description: Turn host names into patterns that match these names only
version_added: 0.1.0
description:
  - Ansible reads the entries of C(hosts) as patterns. It splits them at commas, colons and spaces, and reads C(!), C(&) and
    C([0]) as operators. A name that contains one of these characters matches no host, or other hosts.
  - The filter returns patterns that match exactly the given names, in the same order.
positional: _input
options:
  _input:
    description: The names of hosts.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Run on every host of a group, whatever the names of the hosts
  hosts: "{{ groups['my group'] | esg_recycler.spotinst.exact_hosts }}"
"""

RETURN = r"""
_value:
  description: One pattern for each name.
  type: list
  elements: str
"""

import re

PLAIN = re.compile(r'[A-Za-z0-9_][A-Za-z0-9_.-]*')


def _escaped(character):
    if character.isascii() and character.isalnum():
        return character
    # Escape commas and spaces too: Ansible splits the text at them before it reads the expression.
    return f'\\x{ord(character):02x}' if character.isascii() else f'\\U{ord(character):08x}'


def exact_host(name):
    # Ansible matches a plain name without a regular expression, which is faster.
    return name if PLAIN.fullmatch(name) else f'~{"".join(map(_escaped, name))}\\Z'


def exact_hosts(names):
    return [exact_host(str(name)) for name in names]


class FilterModule:
    def filters(self):
        return {'exact_hosts': exact_hosts}
