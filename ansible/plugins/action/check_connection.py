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
    """The error of a host that must be connected to, and cannot be."""
    told = {**finding, 'message': f'{finding["message"]}: {reason}'}
    return EsgError(
        told['message'],
        code=told['code'],
        hint=told.get('hint'),
        findings=[told],
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
        # In check mode the other hosts are assessed all the same: the playbook fails in its end.
        return {**result, **({'refusal': str(error)} if self._task.check_mode else failed_result(error))}

    def _connect(self, task_vars):
        if self._connection.transport == 'local':
            return {'isReached': True}
        try:
            # What it answers does not matter: that it could be sent shows that the connection works.
            self._execute_module(module_name='ansible.builtin.ping', module_args={}, task_vars=task_vars)
        except AnsibleConnectionFailure as error:
            return {'isReached': False, 'reason': ' '.join(str(error).split())}
        return {'isReached': True}
