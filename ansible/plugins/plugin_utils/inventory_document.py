# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What esg-inventory prints, checked: another process's output is believed only as far as it has the right form."""

from __future__ import annotations

import re

NOT_GROUPS = ('_meta', 'all', 'ungrouped')
_CONTROL_CHARACTERS = re.compile(r'[\x00-\x1f\x7f]')


def objection_to(name):
    """Why a name or an address from an API would be more than that; None when it would not."""
    if _CONTROL_CHARACTERS.search(name):
        return 'holds control characters'
    if name.startswith('-'):
        return 'begins with a dash, which ssh would take for an option'
    return None


def _parts_of(document):
    hostvars = document['_meta']['hostvars']
    groups = {name: group.get('hosts', []) for name, group in document.items() if name not in NOT_GROUPS}
    whole = all(isinstance(values, dict) for values in hostvars.values())
    whole = whole and all(host in hostvars for hosts in groups.values() for host in hosts)
    if not whole:
        raise ValueError('it is not a whole inventory')
    return hostvars, groups


def check_inventory(document):
    """
    The host variables and the groups of an inventory document.

    :raises ValueError: when it is something else, or holds a name that would be more than a name
    """
    try:
        hostvars, groups = _parts_of(document)
        addresses = [*hostvars, *(str(values['ansible_host']) for values in hostvars.values() if 'ansible_host' in values)]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError('it is not an inventory') from error
    for name in addresses:
        if objection_to(name):
            raise ValueError(f'the host name or address {name!r} {objection_to(name)}')
    odd = next(filter(_CONTROL_CHARACTERS.search, groups), None)
    if odd is not None:
        raise ValueError(f'the group name {odd!r} holds control characters')
    return hostvars, groups
