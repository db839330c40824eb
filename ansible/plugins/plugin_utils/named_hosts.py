# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes the names and the addresses of the hosts of an inventory. Pure functions of data."""

from __future__ import annotations

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_names import preferred_address
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_document import objection_to


def reached_by(hostvars, choices, variable):
    """
    The hosts, with C(ansible_host) from the option connect_with.

    :arg choices: the value of connect_with
    :arg variable: returns the value of a variable, from the variables of a host and its name in the API
    :returns: the variables by host, and the hosts without such an address, whose variables do not change
    :raises ValueError: for an address that is not safe to use
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
    The hosts and groups with new host names. A host whose name was its address gets that address as C(ansible_host).

    :arg names: default name -> new name
    :arg variable: see :func:`reached_by`
    """
    named = {}
    for default, variables in hostvars.items():
        address = variable(variables, 'privateIp')
        needs_address = names[default] != default and address and 'ansible_host' not in variables
        named[names[default]] = {**variables, 'ansible_host': address} if needs_address else variables
    return named, {group: [names[default] for default in hosts] for group, hosts in groups.items()}
