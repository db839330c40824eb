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
# Seconds between two attempts.
PAUSE = 1


def reason_of(answer):
    """Why a module did not run, in the words of Ansible and of the machine."""
    printed = str(answer.get('module_stderr') or answer.get('module_stdout') or '').strip().splitlines() or ['']
    # A shell says first what it did not find; Python says last what went wrong.
    line = printed[-1] if printed[0].startswith('Traceback') else printed[0]
    return ': '.join(text for text in (str(answer.get('msg') or '').strip().rstrip('.'), line) if text) or 'without a reason'


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
            is_connected, reason = self._try_to_connect(task_vars)
            if reason is None:
                return
            if REFUSAL in reason:
                raise self._refused(reason)
            if time.monotonic() > deadline:
                raise self._late(is_connected, reason, timeout)
            time.sleep(PAUSE)

    def _try_to_connect(self, task_vars):
        """Whether it can be connected to, and why no module can be run on the machine; None where it can."""
        # An interpreter that was discovered is the one of the machine before, or a guess where the attempt failed.
        known = task_vars.get('ansible_facts', {}).items()
        facts = {name: value for name, value in known if not name.startswith('discovered_interpreter_')}
        try:
            self._connection.reset()
            answer = self._execute_module('ansible.legacy.ping', {}, task_vars={**task_vars, 'ansible_facts': facts})
        except Exception as error:  # Each connection plugin has errors of its own.
            return False, str(error)
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return True, None if answer.get('ping') == 'pong' else reason_of(answer)

    def _late(self, is_connected, reason, timeout):
        code = protocol().codes.host_unreachable
        if not is_connected:
            return EsgError(f'{self._host()} could not be connected to for {timeout} seconds: {reason}', code=code)
        return EsgError(
            f'{self._host()} can be connected to, and Ansible could run no module on it for {timeout} seconds: {reason}',
            code=code,
            hint='Set ansible_python_interpreter of the host to a Python that its new image has, then run the same command again',
        )

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
