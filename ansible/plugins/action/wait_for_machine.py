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
# The error of OpenSSH for a key that differs from the recorded key, or that has no record.
REFUSAL = 'Host key verification failed'
# The time between two attempts, in seconds.
PAUSE = 1


def reason_of(result):
    """Why a module did not run: the message of Ansible and the error of the machine."""
    printed = str(result.get('module_stderr') or result.get('module_stdout') or '').strip().splitlines() or ['']
    # A shell prints the missing command first. Python prints the error last.
    line = printed[-1] if printed[0].startswith('Traceback') else printed[0]
    return ': '.join(text for text in (str(result.get('msg') or '').strip().rstrip('.'), line) if text) or 'no reason was reported'


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
        """Closes connections to the previous machine, and forgets its host key if it was replaced."""
        self._connection.reset()
        if not was_replaced or self._connection.transport != 'ssh':
            return {}
        first, later = forget_host_key(self._connection)
        self._connection.set_option('ssh_args', first)
        return {'ssh_args': later}

    def _wait(self, timeout, task_vars):
        deadline = time.monotonic() + timeout
        while True:
            is_connected, reason = self._try_to_connect(task_vars)
            if reason is None:
                return
            if REFUSAL in reason:
                raise self._key_refused(reason)
            if time.monotonic() > deadline:
                raise self._timed_out(is_connected, reason, timeout)
            time.sleep(PAUSE)

    def _try_to_connect(self, task_vars):
        """Whether Ansible can connect, and why it cannot run a module on the machine, or None if it can."""
        # Drop a discovered interpreter: it belongs to the previous machine, or is a guess after a failed discovery.
        all_facts = task_vars.get('ansible_facts', {}).items()
        facts = {name: value for name, value in all_facts if not name.startswith('discovered_interpreter_')}
        try:
            self._connection.reset()
            result = self._execute_module('ansible.legacy.ping', {}, task_vars={**task_vars, 'ansible_facts': facts})
        except Exception as error:  # Each connection plugin has its own errors.
            return False, str(error)
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return True, None if result.get('ping') == 'pong' else reason_of(result)

    def _timed_out(self, is_connected, reason, timeout):
        code = protocol().codes.host_unreachable
        if not is_connected:
            return EsgError(
                f'Ansible could not connect to {self._host()} within {timeout} seconds: {reason}',
                code=code,
                hint='Check the machine and the SSH settings of the host, then run the same command again',
            )
        return EsgError(
            f'Ansible can connect to {self._host()}, but could not run a module on it within {timeout} seconds: {reason}',
            code=code,
            hint='Set ansible_python_interpreter of the host to a Python of its new image, then run the same command again',
        )

    def _key_refused(self, reason):
        # The full text of OpenSSH is long, and it advises to remove the recorded key.
        details = ' '.join(line.strip() for line in reason.splitlines() if 'strict checking' in line or 'SHA256:' in line)
        is_other = 'IDENTIFICATION HAS CHANGED' in reason
        difference = 'differs from the recorded key, and no recycle explains the change' if is_other else 'has no record'
        return EsgError(
            f'{self._host()} presents an SSH host key that {difference}: {details or REFUSAL}',
            code=protocol().codes.host_key_refused,
            hint='Verify which machine has this address before you connect to it again',
        )

    def _host(self):
        return self._connection.get_option('host')
