# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a playbook on this machine, with one of the supported versions of Ansible."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

from support.places import NODE, REPOSITORY

# Much faster than a module that writes a file.
KEEP = """
import pathlib
from ansible.plugins.lookup import LookupBase

class LookupModule(LookupBase):
    def run(self, terms, variables=None, *, file):
        return [pathlib.Path(file).write_text(terms[0])]
"""
STAND_IN = pathlib.Path(__file__).with_name('stand_in.py')


@dataclasses.dataclass
class Outcome:
    """The result of a playbook."""

    exit_code: int
    output: str
    events: list
    folder: pathlib.Path

    def named(self, name):
        """The events with a name, in the order of the file."""
        return [event for event in self.events if event['event'] == name]


def _events(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


class Playbooks:
    """A folder for playbooks, roles and inventories, in which they run."""

    def __init__(self, ansible, folder):
        self.ansible = ansible
        self.folder = folder

    def write(self, name, content):
        """Writes a file. A value that is not text is written as JSON, which is valid YAML."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    @property
    def event_file(self):
        return self.folder / 'events.jsonl'

    def environment(self):
        """The complete environment of Ansible."""
        return {
            'PATH': os.environ['PATH'],
            'LANG': 'C.UTF-8',
            'HOME': str(self.folder),
            'ANSIBLE_CONFIG': str(self.write('ansible.cfg', '')),
            'ANSIBLE_COLLECTIONS_PATH': str(REPOSITORY / 'collections'),
            'ANSIBLE_CALLBACKS_ENABLED': 'esg_recycler.spotinst.esg_events',
            'ANSIBLE_NOCOLOR': '1',
            'ANSIBLE_WORKER_SHUTDOWN_POLL_DELAY': '0.01',
            'ANSIBLE_PYTHON_INTERPRETER': str(self.ansible / 'python'),
            'ESG_RECYCLER_NODE': str(NODE),
            'ESG_RECYCLER_EVENTS': str(self.event_file),
        }

    def written_events(self):
        return _events(self.event_file)

    def run(self, *arguments, environment=None):
        """Runs ansible-playbook. The outcome contains its events."""
        command = [str(self.ansible / 'ansible-playbook'), *map(str, arguments)]
        variables = {**self.environment(), **(environment or {})}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, self.written_events(), self.folder)

    def results(self, tasks, *arguments, environment=None, inventory='localhost,', hosts='localhost'):
        """Runs named tasks and ignores failures. Returns the result of each task, and the outcome of the playbook."""
        file = self.folder / 'results.json'
        named_tasks = [{**task, 'name': name, 'register': name, 'ignore_errors': True} for name, task in tasks.items()]
        results = '{' + ', '.join(f'"{name}": {name}' for name in tasks) + '}'
        keep = {'ansible.builtin.debug': {'msg': f"{{{{ lookup('keep', {results} | to_json, file='{file}') }}}}"}}
        self.write('lookup_plugins/keep.py', KEEP)
        play = {'hosts': hosts, 'gather_facts': False, 'tasks': [*named_tasks, keep], 'vars': {'ansible_connection': 'local'}}
        outcome = self.run(self.write('play.yml', [play]), '-i', inventory, *arguments, environment=environment)
        assert file.exists(), outcome.output
        return json.loads(file.read_text()), outcome

    def stand_in(self, replies):
        """Replaces the executables by stand_in.py with these replies. Returns the environment of such a run."""
        program = self.write('stand-in/node', f'#!{sys.executable}\n{STAND_IN.read_text()}')
        program.chmod(0o755)
        self.write('stand-in/replies.json', replies)
        return {'ESG_RECYCLER_NODE': str(program)}

    def calls(self):
        """The calls of the executables, in order."""
        file = self.folder / 'stand-in' / 'calls.jsonl'
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
