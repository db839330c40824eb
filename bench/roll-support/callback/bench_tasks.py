"""A callback of Ansible that appends a line to the file BENCH_TASKS for each task that starts."""

from __future__ import annotations

import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: bench_tasks
type: notification
short_description: Append a line for each task that starts
description: Appends a line to the file that E(BENCH_TASKS) names for each task that starts, handlers among them.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'bench_tasks'

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._note(task)

    def v2_playbook_on_handler_task_start(self, task):
        self._note(task)

    def _note(self, task):
        with open(os.environ['BENCH_TASKS'], 'a', encoding='utf-8') as file:
            file.write(f'{task.get_name()}'.replace('\n', ' ') + '\n')
