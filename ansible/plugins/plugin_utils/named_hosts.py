# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of an inventory under other names and at other addresses. Pure functions of data."""

from __future__ import annotations

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_names import preferred_address
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import objection_to


def reached_by(hostvars, choices, variable):
    """
    The same hosts, with C(ansible_host) as the option connect_with prefers.

    :arg choices: of connect_with
    :arg variable: given the variables of a host and what one is called in the API, its value
    :returns: the variables by host, and the hosts of which no address is known: those stay as they were
    :raises ValueError: for an address that would be more than that
    """
    unreached, found = [], {}
    for host, variables in hostvars.items():
        address = preferred_address(choices, lambda name: variable(variables, name))
        if address is None:
            unreached.append(host)
        elif objection_to(address):
            raise ValueError(f'the address {address!r} of {host} {objection_to(address)}')
        found[host] = variables if address is None else {**variables, 'ansible_host': address}
    return found, unreached


def renamed(hostvars, groups, names, variable):
    """
    The same hosts and groups under other names. A host that was found by its name keeps its address.

    :arg names: own name → name
    :arg variable: as of :func:`reached_by`
    """
    named = {}
    for own, variables in hostvars.items():
        address = variable(variables, 'privateIp')
        is_lost = names[own] != own and address and 'ansible_host' not in variables
        named[names[own]] = {**variables, 'ansible_host': address} if is_lost else variables
    return named, {group: [names[own] for own in hosts] for group, hosts in groups.items()}
