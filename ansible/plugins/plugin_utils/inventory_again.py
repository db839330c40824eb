# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory says of one host now, beside what it said when the playbook began."""

from __future__ import annotations

import contextlib
import os

from ansible.inventory.manager import InventoryManager
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.play_facts import INSTANCE
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol


@contextlib.contextmanager
def _only(group):
    """Lets the inventory plugin ask for one group, afresh, whatever filters and caches there are."""
    names = protocol().variables
    before = {name: os.environ.pop(name, None) for name in (names.only, names.ssi)}
    os.environ[names.only] = group
    try:
        yield
    finally:
        del os.environ[names.only]
        os.environ.update({name: value for name, value in before.items() if value is not None})


def read_again(loader, sources, group):
    """
    The variables of every host as the sources of an inventory have them now, by its name.

    :arg sources: what C(-i) named
    :arg group: the id of the Elastigroup to ask for; hosts of others may be missing
    """
    with _only(group):
        inventory = InventoryManager(loader=loader, sources=list(sources), cache=False)
    return {name: host.vars for name, host in inventory.hosts.items()}


def _identifying(variables, instance):
    """
    The variables that say which instance a host is: those of the role and of the inventory plugin, where one of them is its
    id. Without them, every variable that is: each may also be there for another reason, on any host.
    """
    telling = [name for name, value in variables.items() if value == instance]
    return [name for name in INSTANCE if name in telling] or telling


def find_host(host, variables, instance, hosts):
    """
    The name that an instance's host has in another reading of the inventory; None where it is not in there.

    :arg host: the name so far. A name may be made of what a recycle changes, an address or the id of a machine
    :arg variables: what the inventory said of it so far
    :arg instance: the id of the stateful instance, by which the host is known where one of its variables is that id
    :arg hosts: the variables of every host of the other reading, by its name
    :raises EsgError: C(host-ambiguous), where several other hosts are this instance by those variables
    """
    telling = _identifying(variables, instance)
    if not telling:
        return host if host in hosts else None
    found = [other for other, values in hosts.items() if all(values.get(name) == instance for name in telling)]
    # Two sources may list one instance by two names: the one so far is it as well as the other.
    if host in found and any(name in INSTANCE for name in telling):
        return host
    if len(found) > 1:
        raise _ambiguous(host, instance, telling, found)
    return found[0] if found else None


def _ambiguous(host, instance, telling, found):
    names = ', '.join(sorted(telling))
    return EsgError(
        f'Which host of the inventory is {instance} now cannot be told: {len(found)} hosts have its id in {names}: '
        f'{", ".join(sorted(found))}. The variables of {host} were not changed',
        code=protocol().codes.host_ambiguous,
        hint=f'Let one host alone have {instance} in spotinst_id or esg_recycle_instance, then run again. '
        f"To see them: ansible-inventory --list | grep -n '{instance}'",
        exit_code=protocol().exit_codes.refused,
    )


def changed_variables(before, after):
    """The variables of the second reading that are new or other than in the first."""
    return {name: value for name, value in after.items() if name not in before or before[name] != value}
