# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place that runs a bundled executable, and turns its answer or failure into Ansible's."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.child_process import ended_with_us, read_output, start
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node import check_node, find_node, not_working
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import COLLECTION, INSTALL_HINT, protocol

# Far above any real answer (10,000 hosts are about 15 MB), and below what would hurt the controller.
LARGEST_ANSWER = 256 * 1024 * 1024
# What a path that is no program answers.
NO_PROGRAM = (errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.ENOTDIR)


def find_executable(name):
    """The path of an executable: bundled in the collection, else the first in PATH."""
    bundled = os.path.join(COLLECTION, 'cli', f'{name}.mjs')
    found = bundled if os.path.exists(bundled) else shutil.which(name)
    if found:
        return found
    message = f'The executable {name} is neither in {os.path.dirname(bundled)} nor in PATH'
    raise NodeCliError(message, code=protocol().codes.executable_missing, hint=INSTALL_HINT)


def _as_text(document):
    # Values from a vault are objects that only str() opens.
    return json.dumps(document, default=str).encode()


def _begin(name, arguments, settings, document, environment=None, **options):
    if settings is not None and document is not None:
        raise ValueError('settings and document both go to the standard input')
    config = [] if settings is None else ['--config', '-']
    node = find_node()
    command = [node, find_executable(name), *arguments, *config, '--json']
    given = document if settings is None else settings
    try:
        return start(command, None if given is None else _as_text(given), environment, **options)
    except OSError as error:
        if error.errno in NO_PROGRAM:
            raise not_working(node, error) from error
        raise NodeCliError(f'{name} cannot be started: {error}', code=protocol().codes.failed) from error


def _reported(document):
    error = document.get('error') if isinstance(document, dict) else None
    return error if isinstance(error, dict) else None


def _as_error(document, otherwise, code=None):
    """
    The error that an executable has reported.

    :arg otherwise: what happened, where it has reported none
    :arg code: its name
    """
    codes = protocol().codes
    error = _reported(document) or {'message': otherwise, 'code': code or codes.failed}
    if error.get('code') in (codes.failed, codes.internal_error):
        # An old Node stumbles over what it does not know yet.
        check_node(find_node())
    return NodeCliError(
        str(error.get('message')),
        code=error.get('code', codes.failed),
        hint=error.get('hint'),
        findings=error.get('findings') or (),
        exit_code=error.get('exitCode'),
    )


def _parse(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def run(name, arguments, settings=None, document=None, environment=None, on_line=None, answers=(0,)):
    """
    Runs a bundled executable to its end.

    :arg settings: a mapping, handed over on standard input as its configuration; None lets it find its own
    :arg document: what it reads from its standard input instead, as JSON
    :arg environment: variables on top of this process's own
    :arg on_line: called with each line of its standard error as it comes
    :arg answers: the exit codes that come with an answer; a document that tells an error is none
    :returns: its JSON document
    :raises NodeCliError: with what it reported, when it failed
    """
    process = _begin(name, arguments, settings, document, environment, stderr=subprocess.PIPE)
    with ended_with_us(process):
        text, last_line = read_output(process, LARGEST_ANSWER, on_line)
        status = process.wait()

    answer = _parse(text)
    is_error = status != 0 and isinstance(answer, dict) and 'error' in answer
    if status in answers and answer is not None and not is_error:
        return answer
    if len(text) > LARGEST_ANSWER:
        raise _as_error(None, f'{name} answered more than {LARGEST_ANSWER} bytes', protocol().codes.answer_too_large)
    raise _as_error(answer, f'{name} {_end(status)}: {last_line or "without a word"}')


def _end(status):
    """How a process ended, as Python tells it: a signal is a negative number."""
    return f'ended with exit code {status}' if status >= 0 else f'was ended by {signal.Signals(-status).name}'


def start_detached(name, arguments, settings=None, document=None):
    """
    Starts a bundled executable that outlives this process, and waits for the document that it prints first.

    :arg settings: as of :func:`run`, and so is document
    :returns: that document
    :raises NodeCliError: with what it reported, when it ended instead
    """
    process = _begin(name, arguments, settings, document, stderr=subprocess.DEVNULL, start_new_session=True)
    text, answer = b'', None
    with ended_with_us(process), process.stdout:
        for line in process.stdout:
            text += line
            answer = _parse(text)
            if answer is not None:
                break
    if isinstance(answer, dict) and 'error' not in answer:
        return answer
    raise _as_error(answer, f'{name} ended without an answer')
