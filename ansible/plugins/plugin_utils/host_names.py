# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name and the address of a host. Pure functions of data."""

from __future__ import annotations

import collections

from ansible.constants import LOCALHOST
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import NOT_GROUPS, objection_to

DEFAULT_SEPARATOR = '_'
# Choice of connect_with -> its source: a variable, or a field of the EC2 details.
ADDRESSES = {
    'private_ip': ('privateIp',),
    'public_ip': ('publicIp',),
    'private_dns': ('ec2', 'privateDnsName'),
    'public_dns': ('ec2', 'publicDnsName'),
    'instance_id': ('instanceId',),
}
# Choice of connect_with -> the options that request it; one of them is enough.
REQUESTED_BY = {
    'public_ip': ('want_status', 'want_ec2_details'),
    'private_dns': ('want_ec2_details',),
    'public_dns': ('want_ec2_details',),
}


def check_hostnames(entries):
    """Raises ValueError for an entry of the option hostnames that is neither an expression nor a valid mapping."""
    for entry in entries:
        if isinstance(entry, str):
            continue
        if not isinstance(entry, dict) or 'name' not in entry:
            raise ValueError(f'{entry!r} is neither an expression nor a mapping with a "name"')
        for key, value in entry.items():
            if key not in ('name', 'prefix', 'separator'):
                raise ValueError(f'{entry!r} has the unknown key "{key}". Valid keys are "name", "prefix" and "separator"')
            if not isinstance(value, str):
                raise ValueError(f'"{key}" of {entry!r} is not a string')


def check_connect_with(choices, wanted):
    """
    Raises ValueError for a choice of the option connect_with that is unknown, or that no option requests.

    :arg wanted: returns whether the option of that name is on
    """
    for choice in choices:
        if choice not in ADDRESSES:
            raise ValueError(f'"{choice}" is not one of {", ".join(ADDRESSES)}')
        options = REQUESTED_BY.get(choice, ())
        if options and not any(wanted(option) for option in options):
            needed = ' or '.join(f'{option}: true' for option in options)
            raise ValueError(f'"{choice}" is not requested: add {needed}')


def preferred_name(entries, evaluate):
    """
    The first name that an entry of the option hostnames gives, or None.

    :arg evaluate: returns the value of an expression as a string, '' if it has none
    """
    for entry in entries:
        parts = entry if isinstance(entry, dict) else {'name': entry}
        name = evaluate(parts['name'])
        if name:
            prefix = evaluate(parts['prefix']) if 'prefix' in parts else ''
            return f'{prefix}{parts.get("separator", DEFAULT_SEPARATOR)}{name}' if prefix else name
    return None


def listed(names, most=5):
    """The first names of a list, for a message."""
    more = f' and {len(names) - most} more' if len(names) > most else ''
    return ', '.join(names[:most]) + more


def _objection_to(name, sharers, others):
    objection = objection_to(name)
    if objection:
        return objection
    if name in NOT_GROUPS or name in LOCALHOST:
        return 'is reserved by Ansible'
    if name in others:
        return 'is the name of a group or of another instance'
    if sharers > 1:
        return 'is the name of several instances'
    return None


def resolve_names(wanted, groups):
    """
    The final name of every host. A host whose wanted name cannot be used keeps its default name, so no host is lost.

    :arg wanted: default name, which is unique -> wanted name or None
    :arg groups: the names of the groups
    :returns: default name -> final name, and a warning for each name that cannot be used
    """
    sharers = collections.Counter(name for name in wanted.values() if name is not None)
    names, refused = {}, {}
    taken = {*wanted, *groups}
    for default, name in wanted.items():
        objection = None if name in (None, default) else _objection_to(name, sharers[name], taken)
        names[default] = default if name is None or objection else name
        if objection:
            refused.setdefault((name, objection), []).append(default)
    return names, [
        f'hostnames: {name!r} {objection}. Default name kept for: {listed(defaults)}'
        for (name, objection), defaults in refused.items()
    ]


def preferred_address(choices, variable):
    """
    The first address that has a value, in the order of the option connect_with, or None.

    :arg variable: returns the value of a variable by its name in the API
    """
    for choice in choices:
        name, *fields = ADDRESSES[choice]
        value = variable(name)
        for field in fields:
            value = value.get(field) if isinstance(value, dict) else None
        if value:
            return value
    return None
