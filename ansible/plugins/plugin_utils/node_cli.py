# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the bundled executables, and converts their results and errors for Ansible."""

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

# Far above a real result (10,000 hosts are about 15 MB), and below what would harm the controller.
LARGEST_OUTPUT = 256 * 1024 * 1024
# The errors for a path that is not a program.
NO_PROGRAM = (errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.ENOTDIR)


def find_executable(name):
    """The path of an executable: the one in the collection, or the first one in PATH."""
    bundled = os.path.join(COLLECTION, 'cli', f'{name}.mjs')
    found = bundled if os.path.exists(bundled) else shutil.which(name)
    if found:
        return found
    message = f'The executable {name} is neither in {os.path.dirname(bundled)} nor in PATH'
    raise NodeCliError(message, code=protocol().codes.executable_missing, hint=INSTALL_HINT)


def _as_text(document):
    # Vaulted values are objects that only str() decrypts.
    return json.dumps(document, default=str).encode()


def _begin(name, arguments, settings, document, environment=None, **options):
    if settings is not None and document is not None:
        raise ValueError('settings and document cannot both use standard input')
    config = [] if settings is None else ['--config', '-']
    node = find_node()
    command = [node, find_executable(name), *arguments, *config, '--json']
    stdin = document if settings is None else settings
    try:
        return start(command, None if stdin is None else _as_text(stdin), environment, **options)
    except OSError as error:
        if error.errno in NO_PROGRAM:
            raise not_working(node, error) from error
        raise NodeCliError(f'{name} cannot be started: {error}', code=protocol().codes.failed) from error


def _reported(document):
    error = document.get('error') if isinstance(document, dict) else None
    return error if isinstance(error, dict) else None


def _as_error(document, otherwise, code=None):
    """
    The error that an executable reported.

    :arg otherwise: the message if it reported no error
    :arg code: the code of that message
    """
    codes = protocol().codes
    error = _reported(document) or {'message': otherwise, 'code': code or codes.failed}
    if error.get('code') in (codes.failed, codes.internal_error):
        # The cause can be an old Node that lacks a feature.
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


def run(name, arguments, settings=None, document=None, environment=None, on_line=None, result_codes=(0,)):
    """
    Runs a bundled executable to its end.

    :arg settings: a mapping, passed on standard input as its configuration; with None the executable finds its own
    :arg document: the JSON document to pass on standard input instead
    :arg environment: variables to add to the environment of this process
    :arg on_line: called with each line of its standard error as soon as it is printed
    :arg result_codes: the exit codes that come with a result; a document with an error is not a result
    :returns: its JSON document
    :raises NodeCliError: with the error that it reported, if it failed
    """
    process = _begin(name, arguments, settings, document, environment, stderr=subprocess.PIPE)
    with ended_with_us(process):
        text, last_line = read_output(process, LARGEST_OUTPUT, on_line)
        status = process.wait()

    result = _parse(text)
    is_error = status != 0 and isinstance(result, dict) and 'error' in result
    if status in result_codes and result is not None and not is_error:
        return result
    if len(text) > LARGEST_OUTPUT:
        raise _as_error(None, f'The output of {name} is larger than {LARGEST_OUTPUT} bytes', protocol().codes.answer_too_large)
    raise _as_error(result, f'{name} {_end(status)}: {last_line or "it printed no error"}')


def _end(status):
    """How a process ended. A negative status is a signal."""
    return f'ended with exit code {status}' if status >= 0 else f'was ended by {signal.Signals(-status).name}'


def start_detached(name, arguments, settings=None, document=None):
    """
    Starts a bundled executable that outlives this process, and waits for the first document that it prints.

    :arg settings: see :func:`run`
    :arg document: see :func:`run`
    :returns: that document
    :raises NodeCliError: with the error that it reported, if it ended instead
    """
    process = _begin(name, arguments, settings, document, stderr=subprocess.DEVNULL, start_new_session=True)
    text, result = b'', None
    with ended_with_us(process), process.stdout:
        for line in process.stdout:
            text += line
            result = _parse(text)
            if result is not None:
                break
    if isinstance(result, dict) and 'error' not in result:
        return result
    raise _as_error(result, f'{name} ended without a result')
