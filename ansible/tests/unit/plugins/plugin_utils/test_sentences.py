# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.sentences import as_sentences


@pytest.mark.parametrize(
    ('texts', 'joined'),
    [
        ([], ''),
        (['It failed'], 'It failed.'),
        (['It failed.', ' Check the log. '], 'It failed. Check the log.'),
        (['It failed', None, '', ' . '], 'It failed.'),
        (['No such rule', 'Did you mean "in-sync"?'], 'No such rule. Did you mean "in-sync"?'),
        (['Stop!', 'Wait...'], 'Stop! Wait.'),
    ],
)
def test_each_text_ends_with_one_mark(texts, joined):
    assert as_sentences(texts) == joined
