# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which name a host gets, and at which address it is reached. Pure functions of data."""

from __future__ import annotations

import collections

from ansible.constants import LOCALHOST
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import NOT_GROUPS, objection_to

DEFAULT_SEPARATOR = '_'
# Choice of connect_with → where it is told: a variable, or a field of the EC2 details.
ADDRESSES = {
    'private_ip': ('privateIp',),
    'public_ip': ('publicIp',),
    'private_dns': ('ec2', 'privateDnsName'),
    'public_dns': ('ec2', 'publicDnsName'),
    'instance_id': ('instanceId',),
}
# Choice of connect_with → the options of which one makes it known.
ASKED_BY = {
    'public_ip': ('want_status', 'want_ec2_details'),
    'private_dns': ('want_ec2_details',),
    'public_dns': ('want_ec2_details',),
}


def check_hostnames(entries):
    """Raises ValueError for an entry of the option hostnames that is neither an expression nor a dictionary as it must be."""
    for entry in entries:
        if isinstance(entry, str):
            continue
        if not isinstance(entry, dict) or 'name' not in entry:
            raise ValueError(f'{entry!r} is neither an expression nor a dictionary with a "name"')
        for key, value in entry.items():
            if key not in ('name', 'prefix', 'separator'):
                raise ValueError(f'{entry!r} has the unknown key "{key}"; known are "name", "prefix" and "separator"')
            if not isinstance(value, str):
                raise ValueError(f'"{key}" of {entry!r} is not a string')


def check_connect_with(choices, wanted):
    """
    Raises ValueError for a choice of the option connect_with that is none, or that could never be known.

    :arg wanted: given the name of an option, whether it is on
    """
    for choice in choices:
        if choice not in ADDRESSES:
            raise ValueError(f'"{choice}" is not one of {", ".join(ADDRESSES)}')
        options = ASKED_BY.get(choice, ())
        if options and not any(wanted(option) for option in options):
            needed = ' or '.join(f'{option}: true' for option in options)
            raise ValueError(f'"{choice}" is not known unless it is asked for: add {needed}')


def preferred_name(entries, evaluate):
    """
    The first name that an entry of the option hostnames gives; None where none does.

    :arg evaluate: given an expression, its value as a string, '' where it has none
    """
    for entry in entries:
        parts = entry if isinstance(entry, dict) else {'name': entry}
        name = evaluate(parts['name'])
        if name:
            prefix = evaluate(parts['prefix']) if 'prefix' in parts else ''
            return f'{prefix}{parts.get("separator", DEFAULT_SEPARATOR)}{name}' if prefix else name
    return None


def listed(names, most=5):
    """Some names, for a message."""
    more = f' and {len(names) - most} more' if len(names) > most else ''
    return ', '.join(names[:most]) + more


def _objection_to(name, sharers, others):
    objection = objection_to(name)
    if objection:
        return objection
    if name in NOT_GROUPS or name in LOCALHOST:
        return 'means something else to Ansible'
    if name in others:
        return 'is the name of a group or of another instance'
    if sharers > 1:
        return 'is wanted by several instances'
    return None


def settle_names(wanted, groups):
    """
    The final name of every host. No host is lost to another one: where a wanted name cannot be had, the own one stays.

    :arg wanted: own name, which is unique → wanted name; None where there is none
    :arg groups: the names of the groups
    :returns: own name → name, and a warning for each name that could not be had
    """
    sharers = collections.Counter(name for name in wanted.values() if name is not None)
    names, refused = {}, {}
    taken = {*wanted, *groups}
    for own, name in wanted.items():
        objection = None if name in (None, own) else _objection_to(name, sharers[name], taken)
        names[own] = own if name is None or objection else name
        if objection:
            refused.setdefault((name, objection), []).append(own)
    return names, [
        f'hostnames: the name {name!r} {objection}: {listed(owns)} listed as without the option'
        for (name, objection), owns in refused.items()
    ]


def preferred_address(choices, variable):
    """
    The first address that is known, of those that the option connect_with prefers; None where none is.

    :arg variable: given what a variable is called in the API, its value
    """
    for choice in choices:
        name, *fields = ADDRESSES[choice]
        value = variable(name)
        for field in fields:
            value = value.get(field) if isinstance(value, dict) else None
        if value:
            return value
    return None
