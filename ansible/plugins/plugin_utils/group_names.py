# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What Ansible calls a group. With C(force_valid_group_names=always) it replaces every character that is not valid in the name
of a variable, so that several names may become one.
"""

from __future__ import annotations

import collections

from ansible.inventory.group import to_safe_group_name


def ansible_group_name(name):
    """The name of a group as Ansible has it, by its own setting C(force_valid_group_names)."""
    return to_safe_group_name(name, silent=True)


def settle_group_names(groups, ids, hosts, transform=ansible_group_name):
    """
    The groups under the names that Ansible gives them. An id keeps its group to itself; where names become one that
    somebody else has, they are left out.

    :arg groups: name → hosts
    :arg ids: those of the names that are ids
    :arg hosts: the names of all hosts
    :returns: name → hosts, and a warning for each name that is left out
    """
    sharers = collections.defaultdict(list)
    for name in groups:
        sharers[transform(name)].append(name)
    settled, warnings = {}, []
    for name in groups:
        safe = transform(name)
        others = [other for other in sharers[safe] if other != name]
        is_lost = safe != name and safe in hosts or bool(others) and (name not in ids or any(other in ids for other in others))
        if is_lost:
            owner = f'that of {", ".join(map(repr, others))}' if others else 'the name of a host'
            warnings.append(f'force_valid_group_names: the group {name!r} would become {safe!r}, {owner}: left out')
        else:
            settled[safe] = groups[name]
    return settled, warnings
