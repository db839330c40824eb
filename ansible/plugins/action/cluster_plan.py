# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import run
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.play_facts import health_checks, instance_of, variables_of
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.secret_values import mask_secrets_of

ARGUMENTS = {
    'cluster': {'type': 'str', 'required': True},
    'members': {'type': 'list', 'elements': 'dict', 'required': True},
    'due': {'type': 'list', 'elements': 'dict', 'required': True},
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
        hosts = (task_vars or {})['hostvars']
        due = {one['ssi'] for one in arguments['due']}
        variables = {name: hosts[name] for name in hosts}
        document = {
            **arguments,
            'hosts': [self._described(name, values) for name, values in variables.items() if instance_of(values) in due],
            'checks': health_checks(variables, arguments['cluster']),
            'runOverrides': task_vars.get('__esg_recycle_run_overrides', []),
        }
        mask_secrets_of(document['hosts'])
        try:
            result.update({'changed': False, **run('instance-roller', ['check-plan'], document=document, on_line=display.vv)})
        except EsgError as error:
            result.update(failed_result(error))
        return result

    def _described(self, name, values):
        reached = values.get('__esg_recycle_reached') or {}
        return {
            'host': name,
            'instance': instance_of(values),
            'variables': variables_of(values),
            'connection': reached.get('connection'),
        }
