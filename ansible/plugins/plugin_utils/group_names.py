# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The names that Ansible gives to groups. With C(force_valid_group_names=always) it replaces every character that is not valid
in the name of a variable, so several groups can get the same name.
"""

from __future__ import annotations

import collections

from ansible.inventory.group import to_safe_group_name


def ansible_group_name(name):
    """The name that Ansible gives to a group, with its setting C(force_valid_group_names)."""
    return to_safe_group_name(name, silent=True)


def resolve_group_names(groups, ids, hosts, transform=ansible_group_name):
    """
    The groups with the names that Ansible gives them. An ID always keeps its group. Other groups are omitted when their
    name becomes the name of another group or of a host.

    :arg groups: name -> hosts
    :arg ids: the names that are IDs
    :arg hosts: the names of all hosts
    :returns: name -> hosts, and a warning for each omitted group
    """
    sharers = collections.defaultdict(list)
    for name in groups:
        sharers[transform(name)].append(name)
    resolved, warnings = {}, []
    for name in groups:
        safe = transform(name)
        others = [other for other in sharers[safe] if other != name]
        collides = safe != name and safe in hosts or bool(others) and (name not in ids or any(other in ids for other in others))
        if collides:
            owner = f'the name of {", ".join(map(repr, others))}' if others else 'the name of a host'
            warnings.append(f'force_valid_group_names: group {name!r} is omitted: its name would become {safe!r}, like {owner}')
        else:
            resolved[safe] = groups[name]
    return resolved, warnings
