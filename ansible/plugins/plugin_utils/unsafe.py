# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks text from an API as data, so that Ansible never renders it as a template."""

from __future__ import annotations

import re

try:
    # From ansible-core 2.19 on, a string is data unless it is explicitly trusted.
    from ansible.template import trust_as_template as _  # noqa: F401

    AnsibleUnsafeText = wrap_var = None
except ImportError:
    from ansible.utils.unsafe_proxy import AnsibleUnsafeText, wrap_var

_BRACES = re.compile('[{}]')


def _each_string(value, change):
    if isinstance(value, dict):
        return {_each_string(key, change): _each_string(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_string(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _mark(text):
    return wrap_var(text) if _BRACES.search(text) else text


def _unmark(text):
    # Only str.__str__ returns a plain string: the methods of a marked string return marked strings.
    return str.__str__(text) if isinstance(text, AnsibleUnsafeText) and not _BRACES.search(text) else text


def mark_unsafe(value):
    """The value with every string in it marked as data, keys included. A string without braces needs no mark."""
    return _each_string(value, _mark) if wrap_var else value


def mark_all(value):
    """
    The value with every string in it marked, for use in an expression. Before 2.19 only a marked input makes the result
    marked, and an expression can turn a harmless string into a template, for example with b64decode.
    """
    return wrap_var(value) if wrap_var else value


def unmark_harmless(value):
    """The result of an expression, without marks on strings that have no braces."""
    return _each_string(value, _unmark) if wrap_var else value
