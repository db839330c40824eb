# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.kept_answers import keep, read_kept

ANSWER = {'inventory': {}, 'warnings': []}


class Broken(dict):
    def __getitem__(self, key):
        raise AnsibleError('The cache file was corrupt')


def test_reads_what_was_kept():
    cache = {}
    keep(cache, 'key', ANSWER)
    assert read_kept(cache, 'key', pytest.fail) == ANSWER


@pytest.mark.parametrize('cache', [{}, {'key': None}, {'key': {'inventory': {}}}, {'key': 'text'}])
def test_finds_nothing_where_there_is_no_answer(cache):
    assert read_kept(cache, 'key', pytest.fail) is None


def test_finds_nothing_in_a_cache_that_is_broken_and_warns():
    lines = []
    assert read_kept(Broken(), 'key', lines.append) is None
    assert lines == ['The inventory cache cannot be read, so Spot is asked: The cache file was corrupt']


def test_keeps_no_answer_that_is_old():
    cache = {}
    keep(cache, 'key', {**ANSWER, 'warnings': ['esg-inventory: WARNING: stale: this inventory is 2 h old']})
    assert cache == {}
