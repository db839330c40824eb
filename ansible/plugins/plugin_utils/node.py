# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the Node that runs the executables, and checks its version."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess

from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import protocol


def _hint():
    return f'Install Node {protocol().oldest_node} or newer, or set {protocol().variables.node} to its path'


def _missing(message):
    return NodeCliError(message, code=protocol().codes.node_missing, hint=_hint())


def not_working(node, error):
    """The error for a Node that does not start."""
    return _missing(f'{node} is not a working Node executable: {error}')


def _folders_above(path):
    while path != os.path.dirname(path):
        path = os.path.dirname(path)
        yield path


def _installed():
    """The nearest node_modules/.bin/node above the collection, or None."""
    # The collection can be a symbolic link, so search above the link and above its target.
    above = [*_folders_above(os.path.abspath(__file__)), *_folders_above(os.path.realpath(__file__))]
    return next(filter(os.path.exists, (os.path.join(folder, 'node_modules', '.bin', 'node') for folder in above)), None)


def _packaged_version(node):
    """The version of a Node that npm installed, from its package, or None."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(node)))
    try:
        with open(os.path.join(package, 'package.json'), encoding='utf-8') as file:
            return json.load(file)['version']
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _reported_version(node):
    return subprocess.run([node, '--version'], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout.strip()


def _major_and_minor(version):
    return [int(part) for part in version.lstrip('v').split('.')[:2]]


def check_node(node, version=None):
    """
    Raises NodeCliError for a Node that does not start or is too old.

    :arg version: its version, or None to run C(node --version)
    """
    try:
        version = version or _reported_version(node)
        too_old = _major_and_minor(version) < _major_and_minor(protocol().oldest_node)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise not_working(node, error) from error
    if too_old:
        message = f'{node} is Node {version}, which is too old'
        raise NodeCliError(message, code=protocol().codes.node_too_old, hint=_hint())


@functools.lru_cache(maxsize=None)
def find_node():
    """
    The path of Node: ESG_RECYCLER_NODE, or the nearest node_modules/.bin/node above the collection, or the one in PATH.

    Only a Node from PATH is started for its version, which saves time. The version of an installed Node comes from its
    package. A Node that ESG_RECYCLER_NODE names is checked when an executable fails, see :func:`check_node`.
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
