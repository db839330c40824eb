# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.errors import NodeCliError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.protocol import EXECUTABLE_MISSING, protocol, read_protocol
from support.places import COLLECTION

SOURCES = sorted((COLLECTION / 'plugins').rglob('*.py'))


def code_of(file):
    """The code of a source, without comments."""
    return re.sub(r'(""".*?"""|^\s*#[^\n]*)', '', file.read_text(), flags=re.DOTALL | re.MULTILINE)


def test_protocol_has_every_name_that_a_plugin_uses():
    names = {name for file in SOURCES for name in re.findall(r'protocol\(\)((?:\.\w+)+)', code_of(file))}
    assert len(names) > 10
    for name in names:
        value = protocol()
        for part in name[1:].split('.'):
            value = getattr(value, part)


def test_no_plugin_spells_an_environment_variable():
    assert [file.name for file in SOURCES if re.search(r'ESG_(RECYCLER_|CONFIG)', code_of(file))] == []


def test_names_are_attributes_in_snake_case():
    names = protocol()
    assert names.variables.known_hosts == 'ESG_RECYCLER_KNOWN_HOSTS'
    assert names.events.instance_failed == 'instance_failed'
    assert names.codes.executable_missing == EXECUTABLE_MISSING
    assert names.exit_codes.lease_held == 4


@pytest.mark.parametrize('content', [None, '{torn'])
def test_missing_protocol_is_an_error_with_a_hint(content, tmp_path):
    file = tmp_path / 'protocol.json'
    if content:
        file.write_text(content)
    with pytest.raises(NodeCliError, match='npm run setup') as caught:
        read_protocol(str(file))
    assert caught.value.code == EXECUTABLE_MISSING
