# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.action import ActionBase
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol

ARGUMENTS = {'refusal': {'type': 'dict'}}


def refused(finding, reason):
    """The error for a host that Ansible must reach and cannot."""
    finding = {**finding, 'message': f'{finding["message"]}: {reason}'}
    return EsgError(
        finding['message'],
        code=finding['code'],
        hint=finding.get('hint'),
        findings=[finding],
        exit_code=protocol().exit_codes.refused,
    )


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        refusal = self.validate_argument_spec(argument_spec=ARGUMENTS)[1]['refusal']
        connection = self._connect(task_vars or {})
        result.update(changed=False, connection=connection)
        if connection['isReached'] or not refusal:
            return result
        error = refused(refusal, connection['reason'])
        # In check mode the other hosts are assessed too, and the playbook fails at its end.
        return {**result, **({'refusal': str(error)} if self._task.check_mode else failed_result(error))}

    def _connect(self, task_vars):
        if self._connection.transport == 'local':
            return {'isReached': True}
        try:
            # The result does not matter: the connection works if the module can be sent.
            self._execute_module(module_name='ansible.builtin.ping', module_args={}, task_vars=task_vars)
        except AnsibleConnectionFailure as error:
            return {'isReached': False, 'reason': ' '.join(str(error).split())}
        return {'isReached': True}
