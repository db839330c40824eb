# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils import host_names
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.host_names import (
    check_connect_with,
    check_hostnames,
    listed,
    preferred_address,
    preferred_name,
    settle_names,
)


@pytest.mark.parametrize('entry', ['name', {'name': 'a'}, {'name': 'a', 'prefix': 'b', 'separator': ''}])
def test_takes_an_entry_of_hostnames(entry):
    check_hostnames([entry])


@pytest.mark.parametrize(
    ('entry', 'why'),
    [
        (1, 'neither an expression nor a dictionary'),
        ({'prefix': 'b'}, 'with a "name"'),
        ({'name': 'a', 'suffix': 'b'}, 'unknown key "suffix"'),
        ({'name': 'a', 'separator': 1}, '"separator" of .* is not a string'),
    ],
)
def test_refuses_an_entry_of_hostnames(entry, why):
    with pytest.raises(ValueError, match=why):
        check_hostnames([entry])


@pytest.mark.parametrize('choice', ['private_ip', 'instance_id'])
def test_takes_an_address_that_is_always_known(choice):
    check_connect_with([choice], lambda option: False)


def test_takes_an_address_that_is_asked_for():
    check_connect_with(['public_ip'], lambda option: option == 'want_status')
    check_connect_with(['public_dns'], lambda option: option == 'want_ec2_details')


@pytest.mark.parametrize(
    ('choice', 'why'),
    [('public', 'not one of private_ip'), ('public_ip', 'want_status: true or want_ec2_details: true'), ('private_dns', 'add want_ec2')],
)
def test_refuses_an_address_that_could_never_be_known(choice, why):
    with pytest.raises(ValueError, match=why):
        check_connect_with([choice], lambda option: False)


@pytest.mark.parametrize(
    ('entries', 'name'),
    [
        ([], None),
        (['nothing'], None),
        (['nothing', 'zone'], 'a'),
        ([{'name': 'zone', 'prefix': 'app'}], 'kafka_a'),
        ([{'name': 'zone', 'prefix': 'app', 'separator': '-'}], 'kafka-a'),
        ([{'name': 'zone', 'prefix': 'nothing'}], 'a'),
        ([{'name': 'nothing', 'prefix': 'app'}], None),
    ],
)
def test_prefers_the_first_name_that_there_is(entries, name):
    values = {'zone': 'a', 'app': 'kafka'}
    assert preferred_name(entries, lambda expression: values.get(expression, '')) == name


def test_prefers_the_first_address_that_there_is():
    variables = {'privateIp': '10.0.0.1', 'publicIp': None, 'ec2': {'publicDnsName': ''}}
    assert preferred_address(['public_ip', 'public_dns', 'private_ip'], variables.get) == '10.0.0.1'
    assert preferred_address(['public_ip', 'private_dns'], variables.get) is None
    assert preferred_address(['private_dns'], {'ec2': None}.get) is None


def test_gives_every_host_its_name():
    assert settle_names({'10.0.0.1': 'one', '10.0.0.2': None, '10.0.0.3': '10.0.0.3'}, ['kafka']) == (
        {'10.0.0.1': 'one', '10.0.0.2': '10.0.0.2', '10.0.0.3': '10.0.0.3'},
        [],
    )


@pytest.mark.parametrize(
    ('name', 'why'),
    [
        ('-oProxyCommand=id', 'begins with a dash'),
        ('all', 'means something else'),
        ('localhost', 'means something else'),
        ('kafka', 'is the name of a group'),
        ('10.0.0.2', 'or of another instance'),
    ],
)
def test_leaves_a_host_its_own_name_where_the_wanted_one_cannot_be_had(name, why):
    names, warnings = settle_names({'10.0.0.1': name, '10.0.0.2': None}, ['kafka'])
    assert names == {'10.0.0.1': '10.0.0.1', '10.0.0.2': '10.0.0.2'}
    assert len(warnings) == 1
    assert why in warnings[0]


def test_gives_nobody_a_name_that_several_want():
    names, warnings = settle_names({'a': 'same', 'b': 'same', 'c': 'other'}, [])
    assert names == {'a': 'a', 'b': 'b', 'c': 'other'}
    assert warnings == ["hostnames: the name 'same' is wanted by several instances: a, b listed as without the option"]


def test_lists_some_names():
    assert listed(['a', 'b']) == 'a, b'
    assert listed(list('abcdefg')) == 'a, b, c, d, e and 2 more'


def test_asks_for_nothing_that_has_no_address():
    assert set(host_names.ASKED_BY) <= set(host_names.ADDRESSES)
