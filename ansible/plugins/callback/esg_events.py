# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: esg_events
type: notification
author: esg-recycler contributors (!UNKNOWN)
short_description: Append the events of a playbook to a file, as JSON lines
version_added: 0.1.0
description:
  - Appends one JSON line for each event to the file that E(ESG_RECYCLER_EVENTS) names. Without that variable it does nothing.
  - A successful task of the role C(esg_recycle) with the variable C(esg_event) writes the event of that name, with
    C(esg_event_data).
  - C(instance_failed) is final. It is written at the end of the playbook, with the time of the failure, for each host that
    a failed task of the role has stopped. A failure that is ignored or rescued does not write it.
  - Every task writes an event with the name that ansible-runner uses, and its fields C(play), C(task), C(task_action),
    C(role), C(host) and C(ignore_errors). The result of a task (C(res) of ansible-runner) is not written, because it may contain
    secrets, except whether it changed something, or why it failed.
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
# The fields of a failure. A health check adds its findings, and the rules that cannot pass by waiting.
REASONS = ('msg', 'message', 'code', 'hint', 'exit_code', 'findings', 'unsatisfiable')


def time_now():
    """The current time in ISO 8601, in the format of JavaScript."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def event_line(event, created, subject, host, data):
    """One event as a line of JSON. Fields that ansible-runner has too have the same names."""
    fields = {'uuid': str(uuid.uuid4()), 'created': created, 'event': event, **subject, 'host': host, 'event_data': data}
    return json.dumps({name: value for name, value in fields.items() if value is not None}, default=str) + '\n'


def reason_of(outcome, items=()):
    """Why a task failed: the errors of its failed items, of a file that cannot be included, or of the task itself."""
    if items:
        return {'msg': '; '.join(items)}
    # With no_log, the result has only the reason why it is hidden.
    fields = {'msg': outcome.get('reason') or outcome.get('censored'), **outcome}
    return {name: fields[name] for name in REASONS if fields.get(name)}


def is_unreachable_ignored(task):
    """Whether Ansible continues with a host that this task could not reach. It does not where errors are fatal."""
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
        # Host -> the event lines of its failures that were not ignored. None stands for a failure outside the role.
        self._failures = collections.defaultdict(list)
        # Host and task -> the errors of the failed items of the loop in progress.
        self._items = collections.defaultdict(list)

    def v2_playbook_on_play_start(self, play):
        self._play = play
        self._write(protocol().events.playbook_on_play_start, data={'play': play.get_name()})

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._write(protocol().events.playbook_on_task_start, data=self._describe(task))

    def v2_playbook_on_stats(self, stats):
        for host, lines in self._failures.items():
            # Rescued failures come first. A failure after the decisive one, as in an always section, is not the cause.
            line = lines[min(stats.rescued.get(host, 0), len(lines) - 1)]
            if line and (host in stats.failures or host in stats.dark):
                self._append(line)
        kinds = ('ok', 'changed', 'failures', 'dark', 'skipped', 'processed', 'ignored', 'rescued')
        self._write(protocol().events.playbook_on_stats, data={kind: dict(getattr(stats, kind)) for kind in kinds})

    def v2_runner_on_ok(self, result):
        changed = result._result.get('changed', False)
        self._write(protocol().events.runner_on_ok, result, {**self._place_of(result), 'changed': changed})
        event = result._task.get_vars().get('esg_event')
        if event:
            self._write(event, result, self._variable('esg_event_data', result))

    def v2_runner_on_skipped(self, result):
        self._write(protocol().events.runner_on_skipped, result, self._place_of(result))

    def v2_runner_retry(self, result):
        self._write(protocol().events.runner_retry, result, self._place_of(result))

    def v2_runner_item_on_failed(self, result):
        self._items[self._place(result)].append(str(reason_of(result._result).get('msg', '')))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._failed(protocol().events.runner_on_failed, result, bool(ignore_errors))

    def v2_runner_on_unreachable(self, result):
        self._failed(protocol().events.runner_on_unreachable, result, is_unreachable_ignored(result._task))

    def _failed(self, event, result, ignore_errors):
        items = self._items.pop(self._place(result), ())
        data = {**self._place_of(result), **reason_of(result._result, items)}
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
        fields = {'play': self._play.get_name(), 'task': task.name or task.action, 'task_action': task.action}
        return {**fields, 'role': role.rpartition('.')[2]} if role else fields

    def _place_of(self, result):
        return {**self._describe(result._task), 'host': result._host.get_name()}

    def _variable(self, name, result):
        variables = self._play.get_variable_manager().get_vars(play=self._play, host=result._host, task=result._task)
        return Templar(loader=self._play.get_loader(), variables=variables).template(variables.get(name, {}))

    def _subject(self, result):
        """The instance of a host, from the variables of the role. Empty outside the role."""
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
        descriptor = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            # A full disk cuts a line in the middle.
            start = '' if size == 0 or os.pread(descriptor, 1, size - 1) == b'\n' else '\n'
            # A single write in append mode keeps lines intact, because other processes share the file.
            os.write(descriptor, (start + line).encode())
        finally:
            os.close(descriptor)
