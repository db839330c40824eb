# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the inventory again, and finds the changes of one host since the playbook began."""

from __future__ import annotations

import contextlib
import os

from ansible.inventory.manager import InventoryManager
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.play_facts import INSTANCE
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol


@contextlib.contextmanager
def _only(group):
    """Makes the inventory plugin request one group only, without filters and caches."""
    names = protocol().variables
    before = {name: os.environ.pop(name, None) for name in (names.only, names.ssi)}
    os.environ[names.only] = group
    try:
        yield
    finally:
        del os.environ[names.only]
        os.environ.update({name: value for name, value in before.items() if value is not None})


def reread_inventory(loader, sources, group):
    """
    Reads the sources of an inventory again. Returns the variables of every host by its name.

    :arg sources: the sources that C(-i) names
    :arg group: the ID of the Elastigroup to request; hosts of other groups may be missing
    """
    with _only(group):
        inventory = InventoryManager(loader=loader, sources=list(sources), cache=False)
    return {name: host.vars for name, host in inventory.hosts.items()}


def _identifying(variables, instance):
    """
    The names of the variables that identify the instance of a host: those of the role and of the inventory plugin whose value
    is the ID. Without them, all variables whose value is the ID, because any single one can have that value by chance.
    """
    matching = [name for name, value in variables.items() if value == instance]
    return [name for name in INSTANCE if name in matching] or matching


def find_host(host, variables, instance, hosts):
    """
    The name of an instance's host in the inventory that was read again, or None if it is not listed.

    :arg host: the previous name, which can depend on an address or an instance ID that a recycle changes
    :arg variables: the previous inventory variables of the host
    :arg instance: the ID of the stateful instance, which identifies the host if one of its variables has that value
    :arg hosts: the variables of every host in the inventory that was read again, by its name
    :raises EsgError: C(host-ambiguous), if these variables match several other hosts
    """
    identifying = _identifying(variables, instance)
    if not identifying:
        return host if host in hosts else None
    found = [other for other, values in hosts.items() if all(values.get(name) == instance for name in identifying)]
    # Two sources can list the same instance under two names. The previous name stays valid.
    if host in found and any(name in INSTANCE for name in identifying):
        return host
    if len(found) > 1:
        raise _ambiguous(host, instance, identifying, found)
    return found[0] if found else None


def _ambiguous(host, instance, identifying, found):
    names = ', '.join(sorted(identifying))
    return EsgError(
        f'The host of {instance} in the inventory is ambiguous: {len(found)} hosts have its ID in {names}: '
        f'{", ".join(sorted(found))}. The variables of {host} were not changed',
        code=protocol().codes.host_ambiguous,
        hint=f'Set spotinst_id or esg_recycle_instance to {instance} on one host only, then run the same command again. '
        f"List these hosts with: ansible-inventory --list | grep -n '{instance}'",
        exit_code=protocol().exit_codes.refused,
    )


def changed_variables(before, after):
    """The variables that are new or changed since the first read."""
    return {name: value for name, value in after.items() if name not in before or before[name] != value}
