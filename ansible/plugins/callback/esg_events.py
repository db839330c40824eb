# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: esg_events
type: notification
author: esg-recycler contributors (!UNKNOWN)
short_description: Append what happens to an event file
description:
  - Appends one JSON line for each event to the file that E(ESG_RECYCLER_EVENTS) names. Without it, does nothing.
  - A task of the role C(esg_recycle) that ends well and has the variable C(esg_event) is the event of that name, with
    C(esg_event_data). A task that fails, or whose host is unreachable, is C(instance_failed).
  - Every task is an event under the name and with the fields that ansible-runner gives it.
requirements:
  - enabled in C(callbacks_enabled)
"""

import datetime
import json
import os
import uuid

from ansible.plugins.callback import CallbackBase
from ansible.template import Templar

ROLE = 'esg_recycle'
# Of a failure: what went wrong, and of a gate, which rules found what, and which of them waiting cannot heal.
REASONS = ('msg', 'code', 'hint', 'exit_code', 'findings', 'unsatisfiable')


def event_line(event, subject, host, data):
    """One event as a line of JSON; the fields are ansible-runner's where it has one."""
    created = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')
    told = {'uuid': str(uuid.uuid4()), 'created': created, 'event': event, **subject, 'host': host, 'event_data': data}
    return json.dumps({name: value for name, value in told.items() if value is not None}, default=str) + '\n'


def reason_of(outcome):
    """Why a task failed; of a loop, why its items did."""
    items = [reason_of(item) for item in outcome.get('results', ()) if item.get('failed')]
    if items:
        return {'msg': '; '.join(item.get('msg', '') for item in items)}
    return {name: outcome[name] for name in REASONS if outcome.get(name)}


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'esg_recycler.spotinst.esg_events'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._file = os.environ.get('ESG_RECYCLER_EVENTS')
        self.disabled = not self._file
        self._play = None
        self._subjects = {}

    def v2_playbook_on_play_start(self, play):
        self._play = play
        self._write('playbook_on_play_start', data={'play': play.get_name()})

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._write('playbook_on_task_start', data=self._describe(task))

    def v2_playbook_on_stats(self, stats):
        kinds = ('ok', 'changed', 'failures', 'dark', 'skipped', 'processed')
        self._write('playbook_on_stats', data={kind: dict(getattr(stats, kind)) for kind in kinds})

    def v2_runner_on_ok(self, result):
        self._write('runner_on_ok', result, {**self._describe(result._task), 'changed': result._result.get('changed', False)})
        event = result._task.get_vars().get('esg_event')
        if event:
            self._write(event, result, self._variable('esg_event_data', result))

    def v2_runner_on_skipped(self, result):
        self._write('runner_on_skipped', result, self._describe(result._task))

    def v2_runner_retry(self, result):
        self._write('runner_retry', result, self._describe(result._task))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._failed('runner_on_failed', result, ignore_errors)

    def v2_runner_on_unreachable(self, result):
        self._failed('runner_on_unreachable', result, ignore_errors=False)

    def _failed(self, event, result, ignore_errors):
        data = {**self._describe(result._task), **reason_of(result._result)}
        self._write(event, result, {**data, 'ignore_errors': ignore_errors})
        if data.get('role') == ROLE and not ignore_errors:
            self._write('instance_failed', result, data)

    def _describe(self, task):
        role = task._role.get_name() if task._role else None
        told = {'play': self._play.get_name(), 'task': task.get_name(), 'task_action': task.action}
        return {**told, 'role': role.rpartition('.')[2]} if role else told

    def _variable(self, name, result):
        variables = self._play.get_variable_manager().get_vars(play=self._play, host=result._host, task=result._task)
        return Templar(loader=self._play.get_loader(), variables=variables).template(variables.get(name, {}))

    def _subject(self, result):
        """Which instance a host is, in the words of the role; nothing outside of it."""
        host = result._host.get_name()
        if host not in self._subjects and result._task._role and result._task._role.get_name().endswith(ROLE):
            self._subjects[host] = self._variable('esg_recycle_subject', result)
        return self._subjects.get(host, {})

    def _write(self, event, result=None, data=None):
        subject, host = (self._subject(result), result._host.get_name()) if result else ({}, None)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write in append mode: other processes share the file.
            os.write(descriptor, event_line(event, subject, host, data or {}).encode())
        finally:
            os.close(descriptor)
