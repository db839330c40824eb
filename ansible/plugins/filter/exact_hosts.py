# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: exact_hosts
author: esg-recycler contributors (!UNKNOWN)
short_description: Patterns that match hosts by their exact names
description:
  - Ansible reads the entries of C(hosts) as patterns. It splits them at commas, colons and spaces, and takes C(!), C(&) and C([0])
    for operators. A host whose name holds one of these is not found, or others are.
  - Turns names of hosts into patterns that match these names and nothing else, in the same order.
positional: _input
options:
  _input:
    description: Names of hosts.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Run on every host of a group, whatever it is called
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
    # Neither a comma nor a space may be left: Ansible splits the text before it reads the expression.
    return f'\\x{ord(character):02x}' if character.isascii() else f'\\U{ord(character):08x}'


def exact_host(name):
    # A plain name is looked up, which is faster.
    return name if PLAIN.fullmatch(name) else f'~{"".join(map(_escaped, name))}\\Z'


def exact_hosts(names):
    return [exact_host(str(name)) for name in names]


class FilterModule:
    def filters(self):
        return {'exact_hosts': exact_hosts}
