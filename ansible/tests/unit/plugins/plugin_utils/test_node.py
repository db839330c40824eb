# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils import node as module
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node import check_node, find_node
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node_cli import run
from support.places import NODE


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    monkeypatch.delenv('ESG_RECYCLER_NODE', raising=False)
    find_node.cache_clear()
    yield
    find_node.cache_clear()


@pytest.fixture
def program(tmp_path):
    """Creates a program named node in its own folder. It records each start in a file."""
    count = 0

    def make(script, folder=None):
        nonlocal count
        count += 1
        path = (folder or tmp_path / str(count)) / 'node'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho start >> {tmp_path}/starts\n{script}\n')
        path.chmod(0o755)
        return path

    make.starts = lambda: (tmp_path / 'starts').read_text().count('start') if (tmp_path / 'starts').exists() else 0
    return make


def error_of(call, *arguments):
    with pytest.raises(NodeCliError) as caught:
        call(*arguments)
    return caught.value


def named(monkeypatch, path):
    monkeypatch.setenv('ESG_RECYCLER_NODE', str(path))
    monkeypatch.setenv('PATH', f'{os.path.dirname(path)}{os.pathsep}{os.environ["PATH"]}')


def test_finds_the_installed_node_without_a_start():
    assert find_node() == str(NODE)


def test_uses_the_node_of_the_variable_without_a_start(monkeypatch, program):
    path = program('exit 1')
    named(monkeypatch, path)
    assert find_node() == str(path)
    assert program.starts() == 0


def test_starts_the_node_in_path_once(monkeypatch, program):
    path = program('echo v22.16.0')
    monkeypatch.setattr(module, '_installed', lambda: None)
    monkeypatch.setenv('PATH', str(path.parent))
    assert [find_node(), find_node()] == [str(path)] * 2
    assert program.starts() == 1


def test_reports_that_node_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(module, '_installed', lambda: None)
    monkeypatch.setenv('PATH', str(tmp_path))
    error = error_of(find_node)
    assert error.code == 'node-missing'
    assert str(error) == 'Node is not in PATH. Install Node 22.16 or newer, or set ESG_RECYCLER_NODE to its path. Runbook: docs/runbooks/node-missing.md'


def test_reads_the_version_of_an_installed_node_from_its_package(monkeypatch, program, tmp_path):
    path = program('exit 1', tmp_path / 'package' / 'bin')
    (tmp_path / 'package' / 'package.json').write_text(json.dumps({'version': '22.15.1'}))
    monkeypatch.setattr(module, '_installed', lambda: str(path))
    error = error_of(find_node)
    assert (error.code, error.bare_message) == ('node-too-old', f'{path} is Node 22.15.1, which is too old')
    assert program.starts() == 0


@pytest.mark.parametrize(
    ('script', 'code', 'why'),
    [
        ('echo v20.1.0', 'node-too-old', 'is Node v20.1.0, which is too old'),
        ('echo hello', 'node-missing', 'is not a working Node executable'),
        ('exit 3', 'node-missing', 'is not a working Node executable'),
    ],
)
def test_checks_the_version_with_a_start(program, script, code, why):
    error = error_of(check_node, str(program(script)))
    assert error.code == code
    assert why in str(error)


@pytest.mark.parametrize(
    'failing',
    [
        'echo "SyntaxError: Unexpected identifier" >&2; exit 1',
        """echo '{"error": {"code": "internal-error", "message": "No such built-in module: node:sqlite", "exitCode": 1}}'; exit 1""",
        'echo v20.1.0',
    ],
)
def test_old_node_of_the_variable_is_reported_when_it_fails(monkeypatch, program, failing):
    path = program(f'[ "$1" = --version ] && echo v20.1.0 || {{ {failing}; }}')
    named(monkeypatch, path)
    error = error_of(run, 'cluster-health', [])
    assert error.code == 'node-too-old'
    assert str(error).startswith(f'{path} is Node v20.1.0, which is too old. Install Node 22.16 or newer')


def test_error_of_an_executable_does_not_blame_node(monkeypatch, program):
    path = program("""echo '{"error": {"code": "refused", "message": "Refused", "exitCode": 3}}'; exit 3""")
    named(monkeypatch, path)
    assert error_of(run, 'cluster-health', []).code == 'refused'
    assert program.starts() == 1


def test_reports_that_the_node_of_the_variable_does_not_start(monkeypatch, tmp_path):
    no_program = tmp_path / 'text'
    no_program.write_text('hello')
    for path in (tmp_path / 'nowhere', tmp_path, no_program, no_program / 'node'):
        find_node.cache_clear()
        named(monkeypatch, path)
        error = error_of(run, 'cluster-health', [])
        assert error.code == 'node-missing'
        assert str(error).startswith(f'{path} is not a working Node executable: ')
