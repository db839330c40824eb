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
    C(esg_event_data).
  - C(instance_failed) is final. It is written in the end, with the time at which it happened, for a host that a task of the
    role has ended. What is ignored or rescued is none.
  - Every task is an event under the name and with the fields that ansible-runner gives it.
requirements:
  - enabled in C(callbacks_enabled)
"""

import collections
import datetime
import json
import os
import uuid

from ansible.plugins.callback import CallbackBase
from ansible.template import Templar
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol

ROLE = 'esg_recycle'
# Of a failure: what went wrong, and of a gate, which rules found what, and which of them waiting cannot heal.
REASONS = ('msg', 'message', 'code', 'hint', 'exit_code', 'findings', 'unsatisfiable')


def time_now():
    """ISO 8601, as JavaScript writes it."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def event_line(event, created, subject, host, data):
    """One event as a line of JSON; the fields are ansible-runner's where it has one."""
    told = {'uuid': str(uuid.uuid4()), 'created': created, 'event': event, **subject, 'host': host, 'event_data': data}
    return json.dumps({name: value for name, value in told.items() if value is not None}, default=str) + '\n'


def reason_of(outcome, items=()):
    """Why a task failed; of a loop, why its items did; of a file that cannot be included, why not."""
    if items:
        return {'msg': '; '.join(items)}
    told = {'msg': outcome.get('reason'), **outcome}
    return {name: told[name] for name in REASONS if told.get(name)}


def is_passed_over(task):
    """Whether Ansible goes on with a host that this task could not reach: where errors are fatal, it does not."""
    is_fatal = (task.any_errors_fatal or task.run_once) and not task.ignore_errors
    return bool(task.ignore_unreachable and not is_fatal)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'esg_recycler.spotinst.esg_events'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._file = os.environ.get(protocol().variables.events)
        self.disabled = not self._file
        self._play = None
        self._subjects = {}
        # The lines of a host's failures that were not ignored; None for one outside of the role.
        self._failures = collections.defaultdict(list)
        # Why items of the loop failed that a host is at.
        self._items = collections.defaultdict(list)

    def v2_playbook_on_play_start(self, play):
        self._play = play
        self._write(protocol().events.playbook_on_play_start, data={'play': play.get_name()})

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._write(protocol().events.playbook_on_task_start, data=self._describe(task))

    def v2_playbook_on_stats(self, stats):
        for host, lines in self._failures.items():
            # Those that were rescued came first; what failed after the one that was not, as in a section always, is no cause.
            line = lines[min(stats.rescued.get(host, 0), len(lines) - 1)]
            if line and (host in stats.failures or host in stats.dark):
                self._append(line)
        kinds = ('ok', 'changed', 'failures', 'dark', 'skipped', 'processed')
        self._write(protocol().events.playbook_on_stats, data={kind: dict(getattr(stats, kind)) for kind in kinds})

    def v2_runner_on_ok(self, result):
        changed = result._result.get('changed', False)
        self._write(protocol().events.runner_on_ok, result, {**self._describe(result._task), 'changed': changed})
        event = result._task.get_vars().get('esg_event')
        if event:
            self._write(event, result, self._variable('esg_event_data', result))

    def v2_runner_on_skipped(self, result):
        self._write(protocol().events.runner_on_skipped, result, self._describe(result._task))

    def v2_runner_retry(self, result):
        self._write(protocol().events.runner_retry, result, self._describe(result._task))

    def v2_runner_item_on_failed(self, result):
        self._items[self._place(result)].append(str(result._result.get('msg', '')))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._failed(protocol().events.runner_on_failed, result, bool(ignore_errors))

    def v2_runner_on_unreachable(self, result):
        self._failed(protocol().events.runner_on_unreachable, result, is_passed_over(result._task))

    def _failed(self, event, result, ignore_errors):
        items = self._items.pop(self._place(result), ())
        data = {**self._describe(result._task), **reason_of(result._result, items)}
        self._write(event, result, {**data, 'ignore_errors': ignore_errors})
        if ignore_errors:
            return
        is_ours = data.get('role') == ROLE
        line = self._line(protocol().events.instance_failed, result, data) if is_ours else None
        self._failures[result._host.get_name()].append(line)

    def _place(self, result):
        return result._host.get_name(), result._task._uuid

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

    def _line(self, event, result, data):
        subject, host = (self._subject(result), result._host.get_name()) if result else ({}, None)
        return event_line(event, time_now(), subject, host, data)

    def _write(self, event, result=None, data=None):
        self._append(self._line(event, result, data or {}))

    def _append(self, line):
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write in append mode: other processes share the file.
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
