# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.secret_values import secret_values


@pytest.mark.parametrize(
    ('options', 'secrets'),
    [
        (None, []),
        ({'port': 9092, 'ports': [1, 2], 'scheme': 'https', 'username': 'recycler'}, []),
        ({'password': 'one', 'api_key': 'two', 'port': 1}, ['one', 'two']),
        ({'sasl': {'mechanism': 'PLAIN', 'username': 'kafka', 'password': 'one'}}, ['one']),
        ({'tls': {'ca': '/ca.pem', 'key': '/key.pem', 'passphrase': 'one', 'verify': True}}, ['/key.pem', 'one']),
        ({'headers': {'Authorization': 'Bearer one', 'X-Cluster': 'two'}}, ['Bearer one', 'two']),
        ([{'kafka': {'password': 'one'}}, {'http': {'port': 1, 'token': 12345}}], ['one', '12345']),
    ],
)
def test_finds_only_the_secret_values(options, secrets):
    assert list(secret_values(options)) == secrets
