# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A draft of an inventory, which is added to the real inventory when it is complete. Ansible keeps what a plugin adds before it
fails, so with a second inventory source a playbook would run on an incomplete inventory.
"""

from __future__ import annotations

from ansible.inventory.data import InventoryData

BUILT_IN = ('all', 'ungrouped')
# The variables that Ansible sets when it adds a host.
OF_THE_SOURCE = ('inventory_file', 'inventory_dir')


class InventoryDraft(InventoryData):
    """
    The hosts and groups that a plugin adds to an inventory.

    :arg inventory: the real inventory. The draft includes the variables and groups of hosts that another source has added
    """

    def __init__(self, inventory):
        super().__init__()
        self._inventory = inventory
        self.current_source = inventory.current_source

    def add_host(self, host, *args, **kwargs):
        existing = self._inventory.hosts.get(host)
        is_new = host not in self.hosts
        name = super().add_host(host, *args, **kwargs)
        if existing and is_new:
            self.hosts[name].vars = dict(existing.vars)
            self.hosts[name].groups = [*existing.groups, *self.hosts[name].groups]
        return name

    def _variables_of(self, host):
        """The variables that are new, or that differ from the real inventory."""
        existing = self._inventory.hosts.get(host.name)
        before = existing.vars if existing else {}
        changed = {name: value for name, value in host.vars.items() if name not in before or before[name] is not value}
        return {name: value for name, value in changed.items() if name not in OF_THE_SOURCE}

    def add_to_inventory(self):
        """Adds the draft to the real inventory."""
        inventory = self._inventory
        variables = {name: self._variables_of(host) for name, host in self.hosts.items()}
        groups = [group for name, group in self.groups.items() if name not in BUILT_IN]
        for group in groups:
            inventory.add_group(group.name)
        for host, values in variables.items():
            inventory.add_host(host)
            for name, value in values.items():
                inventory.set_variable(host, name, value)
        for group in groups:
            for child in [*group.child_groups, *group.hosts]:
                inventory.add_child(group.name, child.name)
