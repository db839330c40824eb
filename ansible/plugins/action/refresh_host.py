# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.inventory_reread import (
    changed_variables,
    find_host,
    reread_inventory,
)

ARGUMENTS = {
    'group': {'type': 'str', 'required': True},
    'instance': {'type': 'str', 'required': True},
    'address': {'type': 'str'},
}
display = Display()


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)[1]
        host = task_vars['inventory_hostname']
        inventory = task_vars['hostvars']._inventory
        before = inventory.get_host(host).vars
        hosts = reread_inventory(self._loader, inventory._sources, arguments['group'])
        try:
            found = find_host(host, before, arguments['instance'], hosts)
        except EsgError as error:
            return {**result, **failed_result(error)}
        if found is None:
            display.warning(f'The inventory no longer lists {arguments["instance"]}. The variables of {host} do not change')
        changes = changed_variables(before, hosts[found]) if found is not None else {}
        # Return the argument, because a template of it would render to the new address from now on.
        result.update(changed=False, variables=sorted(changes), address=arguments['address'])
        return self._set_variables(host, changes, result) if changes else result

    def _set_variables(self, host, variables, result):
        """Sets the variables in the inventory itself, so that variables of higher precedence still apply."""
        # Newer versions of ansible-core have a method. Older versions read the result.
        if hasattr(self, 'add_host'):
            self.add_host(host_name=host, host_vars=variables)
            return result
        return {**result, 'add_host': {'host_name': host, 'groups': [], 'host_vars': variables}}
