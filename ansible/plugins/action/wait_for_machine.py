# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

from ansible.plugins.action import ActionBase
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import EsgError, failed_result
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_keys import forget_host_key
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol

ARGUMENTS = {'replaced': {'type': 'bool', 'default': False}, 'timeout': {'type': 'int', 'default': 900}}
# What OpenSSH says of a key that contradicts what is known, or that is not known at all.
REFUSAL = 'Host key verification failed'


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _supports_check_mode = False
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)[1]
        if self._connection.transport == 'local':
            return result
        try:
            result.update(self._begin(arguments['replaced']))
            self._wait(arguments['timeout'], task_vars or {})
        except EsgError as error:
            result.update(failed_result(error))
        return result

    def _begin(self, was_replaced):
        """Leaves connections to the earlier machine behind, and its host key once it is known to be gone."""
        self._connection.reset()
        if not was_replaced or self._connection.transport != 'ssh':
            return {}
        at_first, for_the_rest = forget_host_key(self._connection)
        self._connection.set_option('ssh_args', at_first)
        return {'ssh_args': for_the_rest}

    def _wait(self, timeout, task_vars):
        deadline = time.monotonic() + timeout
        while True:
            attempt = self._try_to_connect(task_vars)
            if not attempt.get('failed'):
                return
            reason = attempt['msg'].rpartition('ping module test: ')[2]
            if REFUSAL in reason:
                raise self._refused(reason)
            if time.monotonic() > deadline:
                message = f'{self._host()} could not be connected to for {timeout} seconds: {reason}'
                raise EsgError(message, code=protocol().codes.host_unreachable)

    def _try_to_connect(self, task_vars):
        """Ansible's own test, once: it tries for a second, and rests for one after each try."""
        task = self._task.copy()
        task.args = {'timeout': 1}
        test = self._shared_loader_obj.action_loader.get(
            'ansible.builtin.wait_for_connection',
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        # What an attempt found out about the host's Python may be wrong when it failed.
        return test.run(task_vars={**task_vars, 'ansible_facts': dict(task_vars.get('ansible_facts', {}))})

    def _refused(self, reason):
        # The rest of what OpenSSH says is long, and advises to believe whoever answers.
        told = ' '.join(line.strip() for line in reason.splitlines() if 'strict checking' in line or 'SHA256:' in line)
        is_other = 'IDENTIFICATION HAS CHANGED' in reason
        key = 'another SSH host key than the known one, and no recycle explains it' if is_other else 'an SSH host key that is not known'
        return EsgError(
            f'{self._host()} shows {key}: {told or REFUSAL}',
            code=protocol().codes.host_key_refused,
            hint='Find out which machine answers there before anything else is sent to it',
        )

    def _host(self):
        return self._connection.get_option('host')
