# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.play_facts import health_checks

LIST = ['kafka', {'kind': 'http', 'options': {'password': 'hunter22'}}]


@pytest.mark.parametrize(('given', 'named'), [(None, None), ('', None), ([], None), ('kafka', 'kafka'), (LIST, 'kafka, http')])
def test_health_checks_are_listed_without_their_options(given, named):
    variables = {'a': {'esg_recycle_cluster': 'zk', 'esg_recycle_health': given}, 'b': {'esg_recycle_cluster': 'other'}}
    assert health_checks(variables, 'zk') == {'a': named}
