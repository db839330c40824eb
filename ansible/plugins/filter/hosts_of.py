# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: hosts_of
author: esg-recycler contributors (!UNKNOWN)
short_description: List the hosts of a group by the group's name
version_added: 0.1.0
description:
  - Finds a group by its name, or by the name that Ansible gives it with C(force_valid_group_names=always).
positional: _input, groups
options:
  _input:
    description: The name of the group.
    type: str
    required: true
  groups:
    description: The Ansible variable C(groups).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the hosts of a group
  ansible.builtin.debug:
    msg: "{{ 'sig-12345678' | esg_recycler.spotinst.hosts_of(groups) }}"
"""

RETURN = r"""
_value:
  description: The names of the hosts. The list is empty if there is no such group.
  type: list
  elements: str
"""

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.group_names import ansible_group_name


def hosts_of(name, groups):
    name = str(name)
    return list(groups.get(name) or groups.get(ansible_group_name(name)) or [])


class FilterModule:
    def filters(self):
        return {'hosts_of': hosts_of}
