# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

# Like ansible-playbook: the action plugin runs in a fork, and starts the executable from there.
PLAYBOOK = """
import multiprocessing
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import run

options = {'on_line': lambda line: print(line, flush=True)}
worker = multiprocessing.get_context('fork').Process(target=run, args=['hangs', []], kwargs=options)
worker.start()
print(worker.pid, flush=True)
worker.join()
"""
HANGS = 'console.error(process.pid); setInterval(() => {}, 1000);'


def is_running(pid):
    """Whether a process runs. A zombie does not."""
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except OSError:
        return False


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def playbook(executable):
    """The three processes of a task that waits: ansible-playbook, its fork, and the executable."""
    executable('hangs', HANGS)
    environment = {**os.environ, 'PYTHONPATH': os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, '-c', PLAYBOOK], env=environment, stdout=subprocess.PIPE, text=True)
    pids = [int(process.stdout.readline()) for _each in range(2)]
    yield (process, *pids)
    for pid in filter(is_running, [process.pid, *pids]):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_executable_ends_when_ansible_playbook_is_killed(playbook):
    process, worker, child = playbook
    assert is_running(worker) and is_running(child)
    process.kill()
    until(lambda: not is_running(child) and not is_running(worker))


def test_executable_ends_when_the_fork_is_terminated(playbook):
    process, worker, child = playbook
    os.kill(worker, signal.SIGTERM)
    until(lambda: not is_running(child) and not is_running(worker))


def test_executable_ends_when_the_fork_is_interrupted(playbook):
    process, worker, child = playbook
    os.kill(worker, signal.SIGINT)
    until(lambda: not is_running(child) and not is_running(worker))
