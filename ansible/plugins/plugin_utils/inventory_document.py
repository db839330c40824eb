# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates the inventory document that esg-inventory prints, because it comes from another process."""

from __future__ import annotations

import re

NOT_GROUPS = ('_meta', 'all', 'ungrouped')
_CONTROL_CHARACTERS = re.compile(r'[\x00-\x1f\x7f]')


def objection_to(name):
    """Why a name or an address from an API is not safe to use, or None if it is."""
    if _CONTROL_CHARACTERS.search(name):
        return 'contains control characters'
    if name.startswith('-'):
        return 'begins with a dash, which ssh would read as an option'
    return None


def _parts_of(document):
    hostvars = document['_meta']['hostvars']
    groups = {name: group.get('hosts', []) for name, group in document.items() if name not in NOT_GROUPS}
    is_complete = all(isinstance(values, dict) for values in hostvars.values())
    is_complete = is_complete and all(host in hostvars for hosts in groups.values() for host in hosts)
    if not is_complete:
        raise ValueError('the inventory is incomplete')
    return hostvars, groups


def check_inventory(document):
    """
    The host variables and the groups of an inventory document.

    :raises ValueError: if the document is not an inventory, or contains a name that is not safe to use
    """
    try:
        hostvars, groups = _parts_of(document)
        addresses = [*hostvars, *(str(values['ansible_host']) for values in hostvars.values() if 'ansible_host' in values)]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError('the document is not an inventory') from error
    for name in addresses:
        if objection_to(name):
            raise ValueError(f'the host name or address {name!r} {objection_to(name)}')
    unsafe = next(filter(_CONTROL_CHARACTERS.search, groups), None)
    if unsafe is not None:
        raise ValueError(f'the group name {unsafe!r} contains control characters')
    return hostvars, groups
