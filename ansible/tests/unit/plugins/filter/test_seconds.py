# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.esg_recycler.spotinst.plugins.filter.seconds import FilterModule

seconds = FilterModule().filters()['seconds']


@pytest.mark.parametrize(
    ('duration', 'value'),
    [('500ms', 0.5), ('5s', 5), ('10m', 600), ('2h', 7200), ('1.5m', 90), (' 3s ', 3), ('7', 7), (7, 7), (0.25, 0.25), ('0', 0)],
)
def test_converts_a_duration(duration, value):
    assert seconds(duration) == value


@pytest.mark.parametrize('text', ['', '5 s', '5d', '-1s', 's', '1h30m', '1e3', None, '∞'])
def test_refuses_text_that_is_not_a_duration(text):
    with pytest.raises(AnsibleFilterError, match='is not a duration'):
        seconds(text)
