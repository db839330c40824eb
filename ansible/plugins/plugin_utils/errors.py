# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors that the executables report, and their form in Ansible."""

from __future__ import annotations

from ansible.errors import AnsibleError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.sentences import as_sentences


def as_line(message, hint, findings):
    """The complete error in one line: what happened, what blocks, and what to do next."""
    blocking = [finding for finding in findings if finding.get('severity') == 'block']
    reasons = [finding.get('message') for finding in blocking]
    hints = [finding.get('hint') for finding in blocking]
    parts = [
        message,
        *(text for text in reasons if text and text.rstrip('. ') not in message),
        *(text for text in hints if text and text.rstrip('. ') not in (hint or '')),
        hint,
    ]
    return as_sentences(dict.fromkeys(parts))


def runbook_of(code, findings):
    """The page that explains a code. A rule of a health check has a page of its own."""
    pages = [finding.get('runbook') for finding in findings if finding.get('code') == code]
    return next(filter(None, pages), f'docs/runbooks/{code}.md')


class EsgError(AnsibleError):
    """
    An error that a user can fix. Its text is the complete error in one line. Its parts are for programs.

    :ivar bare_message: what happened
    :ivar code: the stable name of the error, such as C(lease-held)
    :ivar hint: what to do next, or None
    :ivar findings: the findings that led to the error, as the executables print them
    :ivar exit_code: the exit code of the executable, or None if none ran
    :ivar unsatisfiable: the blocking rules of a health check that cannot pass by waiting, or None for other errors
    """

    # The text is complete: Ansible must not add the text of the cause.
    _include_cause_message = False

    def __init__(self, message, code, hint=None, findings=(), exit_code=None, unsatisfiable=None):
        super().__init__(f'{as_line(message, hint, findings)} Runbook: {runbook_of(code, findings)}')
        self.bare_message = message
        self.code = code
        self.hint = hint
        self.findings = list(findings)
        self.exit_code = exit_code
        self.unsatisfiable = unsatisfiable


class NodeCliError(EsgError):
    """An error that a bundled executable reported, or the reason why it did not run."""


def failed_result(error):
    """The failed result of a task for an error: C(msg) is the complete text for people, the other fields are for programs."""
    rules = {} if error.unsatisfiable is None else {'unsatisfiable': error.unsatisfiable}
    return {
        'failed': True,
        'msg': str(error),
        'message': error.bare_message,
        'code': error.code,
        'hint': error.hint,
        'findings': error.findings,
        'exit_code': error.exit_code,
        **rules,
    }
