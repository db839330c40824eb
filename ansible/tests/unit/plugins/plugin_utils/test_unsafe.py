# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess

import pytest
from support.places import REPOSITORY, ansible_folders

# Text from an API must never be rendered, in any version of Ansible.
SCRIPT = """
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.unsafe import mark_all, mark_unsafe, unmark_harmless

try:
    from ansible.template import trust_as_template as trusted
except ImportError:
    trusted = str

def rendered(value):
    templar = Templar(loader=DataLoader(), variables={'value': value, 'secret': 'sprung'})
    return templar.template(trusted('{{ value }}'))

assert rendered(trusted('{{ secret }}')) == 'sprung'

trap = '{{ secret }}'
answer = {'plain': 'ami-1', trap: [trap, 7, None, [trap]]}
marked = mark_unsafe(answer)
assert marked == answer
assert rendered(marked[trap][0]) == trap
assert rendered(marked[trap][3][0]) == trap
assert type(marked['plain']) is str
assert rendered(mark_all({'a': trap})['a']) == trap

harmless = unmark_harmless(mark_all({'a': 'ami-1', 'b': trap}))
assert type(harmless['a']) is str
assert rendered(harmless['b']) == trap
"""


@pytest.mark.parametrize('folder', ansible_folders(), ids=lambda folder: folder.parent.name)
def test_text_from_an_api_is_never_rendered(folder):
    path = str(REPOSITORY / 'collections')
    command = [str(folder / 'python'), '-c', SCRIPT]
    done = subprocess.run(command, env={'PYTHONPATH': path}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, '')
