# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that finds Node and a bundled executable, runs it, and turns its answer or failure into Ansible's."""

from __future__ import annotations

import contextlib
import functools
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import threading
import time

from ansible.errors import AnsibleError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.sentences import as_sentences

OLDEST_NODE = 24
# Far above any real answer (10,000 hosts are about 15 MB), and below what would hurt the controller.
LARGEST_ANSWER = 256 * 1024 * 1024
COLLECTION = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


class NodeCliError(AnsibleError):
    """What an executable reported: what happened in the message, what to do next at its end."""

    def __init__(self, message, code='failed', hint=None, findings=(), exit_code=None):
        told = [finding.get('message') for finding in findings if finding.get('severity') == 'block']
        told = [text for text in told if text and text not in message]
        super().__init__(as_sentences([message, *told, hint]))
        self.code = code
        self.hint = hint
        self.findings = list(findings)
        self.exit_code = exit_code


def find_executable(name):
    """The path of an executable: bundled in the collection, else the first in PATH."""
    bundled = os.path.join(COLLECTION, 'cli', f'{name}.mjs')
    found = bundled if os.path.exists(bundled) else shutil.which(name)
    if found:
        return found
    raise NodeCliError(
        f'The executable {name} is neither in {os.path.dirname(bundled)} nor in PATH',
        code='executable-missing',
        hint='In a clone run "npm run setup"; elsewhere install the collection from its built tarball',
    )


def _folders_above(path):
    while path != os.path.dirname(path):
        path = os.path.dirname(path)
        yield path


@functools.lru_cache(maxsize=None)
def find_node():
    """The path of Node: ESG_RECYCLER_NODE, else the nearest node_modules/.bin/node above the collection, else PATH."""
    # As Ansible sees it the collection may lie behind a link, with a node_modules above either end.
    above = [*_folders_above(os.path.abspath(__file__)), *_folders_above(os.path.realpath(__file__))]
    installed = (os.path.join(folder, 'node_modules', '.bin', 'node') for folder in above)
    node = os.environ.get('ESG_RECYCLER_NODE') or next(filter(os.path.exists, installed), None) or shutil.which('node')
    hint = f'Install Node {OLDEST_NODE} or newer, or name one in ESG_RECYCLER_NODE'
    if not node:
        raise NodeCliError('Node is not in PATH', code='node-missing', hint=hint)
    try:
        version = subprocess.run([node, '--version'], capture_output=True, text=True, check=True).stdout.strip()
        major = int(version.lstrip('v').split('.')[0])
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise NodeCliError(f'{node} is not a working Node: {error}', code='node-missing', hint=hint) from error
    if major < OLDEST_NODE:
        raise NodeCliError(f'{node} is Node {version}, which is too old', code='node-too-old', hint=hint)
    return node


def _end_when_orphaned(process):
    """
    Ends the child and this process once ansible-playbook is gone, whose fork it is: nobody would read an answer, and a
    task with until would go on asking.
    """
    parent = multiprocessing.parent_process()
    while parent and process.poll() is None:
        if os.getppid() != parent.pid:
            process.kill()
            os._exit(1)
        time.sleep(0.5)


@contextlib.contextmanager
def _ended_with_us(process):
    """Ends the child when this process is interrupted, told to end, or left behind."""
    previous = signal.getsignal(signal.SIGTERM)

    def pass_on(signum, frame):
        process.kill()
        signal.signal(signum, previous)
        os.kill(os.getpid(), signum)

    signal.signal(signal.SIGTERM, pass_on)
    threading.Thread(target=_end_when_orphaned, args=[process], daemon=True).start()
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        signal.signal(signal.SIGTERM, previous)


def _command(name, arguments, settings):
    config = [] if settings is None else ['--config', '-']
    return [find_node(), find_executable(name), *arguments, *config, '--json']


def _start(command, settings, environment, **options):
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        **options,
    )
    # A child that has already ended says why on its own.
    with contextlib.suppress(BrokenPipeError), process.stdin:
        if settings is not None:
            # Values from a vault are objects that only str() opens.
            process.stdin.write(json.dumps(settings, default=str).encode())
    return process


def _as_error(name, document, otherwise):
    error = document.get('error') if isinstance(document, dict) else None
    if not isinstance(error, dict):
        return NodeCliError(f'{name} {otherwise}')
    return NodeCliError(
        str(error.get('message')),
        code=error.get('code', 'failed'),
        hint=error.get('hint'),
        findings=error.get('findings', ()),
        exit_code=error.get('exitCode'),
    )


def _parse(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def run(name, arguments, settings=None, environment=None, on_line=None, answers=(0,)):
    """
    Runs a bundled executable to its end.

    :arg settings: a mapping, handed over on standard input; None lets the executable find its own
    :arg environment: variables on top of this process's own
    :arg on_line: called with each line of its standard error as it comes
    :arg answers: the exit codes that come with an answer; a document that tells an error is none
    :returns: its JSON document
    :raises NodeCliError: with what it reported, when it failed
    """
    process = _start(_command(name, arguments, settings), settings, environment, stderr=subprocess.PIPE)
    answer, last_line = [], 'without a word'

    def read_answer():
        answer.append(process.stdout.read(LARGEST_ANSWER + 1))
        if len(answer[0]) > LARGEST_ANSWER:
            process.kill()

    reader = threading.Thread(target=read_answer, daemon=True)
    with _ended_with_us(process):
        reader.start()
        for line in process.stderr:
            last_line = line.decode(errors='replace').strip() or last_line
            if on_line and line.strip():
                on_line(last_line)
        reader.join()
        status = process.wait()

    document = _parse(answer[0])
    is_error = status != 0 and isinstance(document, dict) and 'error' in document
    if status in answers and document is not None and not is_error:
        return document
    if len(answer[0]) > LARGEST_ANSWER:
        raise NodeCliError(f'{name} answered more than {LARGEST_ANSWER} bytes')
    raise _as_error(name, document, f'ended with exit code {status}: {last_line}')


def start_detached(name, arguments, settings=None):
    """
    Starts a bundled executable that outlives this process, and waits for the document that it prints first.

    :returns: that document
    :raises NodeCliError: with what it reported, when it ended instead
    """
    command = _command(name, arguments, settings)
    process = _start(command, settings, None, stderr=subprocess.DEVNULL, start_new_session=True)
    text, document = b'', None
    with _ended_with_us(process), process.stdout:
        for line in process.stdout:
            text += line
            document = _parse(text)
            if document is not None:
                break
    if isinstance(document, dict) and 'error' not in document:
        return document
    raise _as_error(name, document, 'ended without an answer')
