# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.sentences import as_sentences


@pytest.mark.parametrize(
    ('texts', 'told'),
    [
        ([], ''),
        (['It failed'], 'It failed.'),
        (['It failed.', ' Look into it. '], 'It failed. Look into it.'),
        (['It failed', None, '', ' . '], 'It failed.'),
        (['No such rule', 'Did you mean "in-sync"?'], 'No such rule. Did you mean "in-sync"?'),
        (['Stop!', 'Wait...'], 'Stop! Wait.'),
    ],
)
def test_gives_each_text_one_end(texts, told):
    assert as_sentences(texts) == told
