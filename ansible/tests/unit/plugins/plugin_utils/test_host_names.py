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
    resolve_names,
)


@pytest.mark.parametrize('entry', ['name', {'name': 'a'}, {'name': 'a', 'prefix': 'b', 'separator': ''}])
def test_accepts_a_valid_entry_of_hostnames(entry):
    check_hostnames([entry])


@pytest.mark.parametrize(
    ('entry', 'why'),
    [
        (1, 'neither an expression nor a mapping'),
        ({'prefix': 'b'}, 'with a "name"'),
        ({'name': 'a', 'suffix': 'b'}, 'unknown key "suffix"'),
        ({'name': 'a', 'separator': 1}, '"separator" of .* is not a string'),
    ],
)
def test_refuses_an_invalid_entry_of_hostnames(entry, why):
    with pytest.raises(ValueError, match=why):
        check_hostnames([entry])


@pytest.mark.parametrize('choice', ['private_ip', 'instance_id'])
def test_accepts_an_address_that_needs_no_option(choice):
    check_connect_with([choice], lambda option: False)


def test_accepts_an_address_that_an_option_requests():
    check_connect_with(['public_ip'], lambda option: option == 'want_status')
    check_connect_with(['public_dns'], lambda option: option == 'want_ec2_details')


@pytest.mark.parametrize(
    ('choice', 'why'),
    [('public', 'not one of private_ip'), ('public_ip', 'want_status: true or want_ec2_details: true'), ('private_dns', 'add want_ec2')],
)
def test_refuses_an_address_that_no_option_requests(choice, why):
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
def test_uses_the_first_entry_that_gives_a_name(entries, name):
    values = {'zone': 'a', 'app': 'kafka'}
    assert preferred_name(entries, lambda expression: values.get(expression, '')) == name


def test_uses_the_first_address_that_has_a_value():
    variables = {'privateIp': '10.0.0.1', 'publicIp': None, 'ec2': {'publicDnsName': ''}}
    assert preferred_address(['public_ip', 'public_dns', 'private_ip'], variables.get) == '10.0.0.1'
    assert preferred_address(['public_ip', 'private_dns'], variables.get) is None
    assert preferred_address(['private_dns'], {'ec2': None}.get) is None


def test_every_host_gets_its_name():
    assert resolve_names({'10.0.0.1': 'one', '10.0.0.2': None, '10.0.0.3': '10.0.0.3'}, ['kafka']) == (
        {'10.0.0.1': 'one', '10.0.0.2': '10.0.0.2', '10.0.0.3': '10.0.0.3'},
        [],
    )


@pytest.mark.parametrize(
    ('name', 'why'),
    [
        ('-oProxyCommand=id', 'begins with a dash'),
        ('all', 'is reserved by Ansible'),
        ('localhost', 'is reserved by Ansible'),
        ('kafka', 'is the name of a group'),
        ('10.0.0.2', 'or of another instance'),
    ],
)
def test_host_keeps_its_default_name_when_the_wanted_name_is_unusable(name, why):
    names, warnings = resolve_names({'10.0.0.1': name, '10.0.0.2': None}, ['kafka'])
    assert names == {'10.0.0.1': '10.0.0.1', '10.0.0.2': '10.0.0.2'}
    assert len(warnings) == 1
    assert why in warnings[0]


def test_name_of_several_instances_is_used_for_none():
    names, warnings = resolve_names({'a': 'same', 'b': 'same', 'c': 'other'}, [])
    assert names == {'a': 'a', 'b': 'b', 'c': 'other'}
    assert warnings == ["hostnames: 'same' is the name of several instances. Default name kept for: a, b"]


def test_lists_the_first_names():
    assert listed(['a', 'b']) == 'a, b'
    assert listed(list('abcdefg')) == 'a, b, c, d, e and 2 more'


def test_options_request_only_addresses_that_exist():
    assert set(host_names.REQUESTED_BY) <= set(host_names.ADDRESSES)
