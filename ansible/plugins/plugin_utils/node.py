# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Node starts the executables, and whether it can."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol

OLDEST_NODE = 24


def _hint():
    return f'Install Node {OLDEST_NODE} or newer, or name one in {protocol().variables.node}'


def _missing(message):
    return NodeCliError(message, code=protocol().codes.node_missing, hint=_hint())


def not_working(node, error):
    """The error of a Node that does not start."""
    return _missing(f'{node} is not a working Node: {error}')


def _folders_above(path):
    while path != os.path.dirname(path):
        path = os.path.dirname(path)
        yield path


def _installed():
    """The nearest node_modules/.bin/node above the collection; None where there is none."""
    # As Ansible sees it the collection may lie behind a link, with a node_modules above either end.
    above = [*_folders_above(os.path.abspath(__file__)), *_folders_above(os.path.realpath(__file__))]
    return next(filter(os.path.exists, (os.path.join(folder, 'node_modules', '.bin', 'node') for folder in above)), None)


def _packaged_version(node):
    """The version of a Node that npm has installed, without starting it; None where that is not known."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(node)))
    try:
        with open(os.path.join(package, 'package.json'), encoding='utf-8') as file:
            return json.load(file)['version']
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _told_version(node):
    return subprocess.run([node, '--version'], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout.strip()


def check_node(node, version=None):
    """
    Raises NodeCliError for a Node that does not start, or that is too old.

    :arg version: its version where that is known; else it is asked
    """
    try:
        version = version or _told_version(node)
        major = int(version.lstrip('v').split('.')[0])
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise not_working(node, error) from error
    if major < OLDEST_NODE:
        message = f'{node} is Node {version}, which is too old'
        raise NodeCliError(message, code=protocol().codes.node_too_old, hint=_hint())


@functools.lru_cache(maxsize=None)
def find_node():
    """
    The path of Node: ESG_RECYCLER_NODE, else the nearest node_modules/.bin/node above the collection, else PATH.

    Only one from PATH is started to be asked for its version. Who names one answers for it, and npm has told the version
    of one that it has installed; should it be too old all the same, see :func:`check_node`, that is said once it fails.
    """
    named = os.environ.get(protocol().variables.node)
    if named:
        return named
    installed = _installed()
    node = installed or shutil.which('node')
    if not node:
        raise _missing('Node is not in PATH')
    check_node(node, version=_packaged_version(installed) if installed else None)
    return node
