# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.node import find_node
from support.places import NODE, ansible_folders
from support.playbooks import Playbooks


@pytest.fixture(scope='module', params=ansible_folders(), ids=lambda folder: folder.parent.name)
def ansible(request):
    """The folder of Ansible's commands, for each supported version of Ansible."""
    return request.param


@pytest.fixture(scope='module')
def playbooks_in(ansible, tmp_path_factory):
    """Creates a folder of playbooks for a module, because a start of Ansible takes a second."""
    return lambda name: Playbooks(ansible, tmp_path_factory.mktemp(name))


@pytest.fixture
def playbooks(ansible, tmp_path):
    """A folder of playbooks."""
    return Playbooks(ansible, tmp_path)


@pytest.fixture
def node(monkeypatch):
    """The Node of the project, as recycle-runner sets it."""
    monkeypatch.setenv('ESG_RECYCLER_NODE', str(NODE))
    find_node.cache_clear()
    yield str(NODE)
    find_node.cache_clear()


@pytest.fixture
def executable(node, tmp_path, monkeypatch):
    """Creates an executable from JavaScript and adds it to PATH."""
    folder = tmp_path / 'bin'
    folder.mkdir()
    monkeypatch.setenv('PATH', f'{folder}{os.pathsep}{os.environ["PATH"]}')

    def make(name, source):
        file = folder / name
        file.write_text(source)
        file.chmod(0o755)
        return name

    return make
