# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors as the executables report them, and as Ansible shows them."""

from __future__ import annotations

from ansible.errors import AnsibleError
from ansible_collections.esg_recycler.spotinst.plugins.plugin_utils.sentences import as_sentences


def as_line(message, hint, findings):
    """All of an error in one line: what happened, what blocks, and what to do about it."""
    blocking = [finding for finding in findings if finding.get('severity') == 'block']
    reasons = [finding.get('message') for finding in blocking]
    hints = [finding.get('hint') for finding in blocking]
    told = [
        message,
        *(text for text in reasons if text and text.rstrip('. ') not in message),
        *(text for text in hints if text and text.rstrip('. ') not in (hint or '')),
        hint,
    ]
    return as_sentences(dict.fromkeys(told))


class EsgError(AnsibleError):
    """
    Something that a user can do something about. Its text is all of it in one line; its parts are for programs.

    :ivar bare_message: what happened, and nothing else
    :ivar code: a stable name of it, such as C(lease-held)
    :ivar hint: what to do next; None where nobody knows
    :ivar findings: what led to it, as the executables print it
    :ivar exit_code: what an executable ended with; None where none did
    :ivar unsatisfiable: of a gate, the rules that stand and that no waiting heals; None where it is no gate
    """

    # The text is complete, whatever it was raised from.
    _include_cause_message = False

    def __init__(self, message, code, hint=None, findings=(), exit_code=None, unsatisfiable=None):
        super().__init__(as_line(message, hint, findings))
        self.bare_message = message
        self.code = code
        self.hint = hint
        self.findings = list(findings)
        self.exit_code = exit_code
        self.unsatisfiable = unsatisfiable


class NodeCliError(EsgError):
    """What a bundled executable reported, or why it could not be run."""


def failed_result(error):
    """An error as the failed result of a task: C(msg) is all of it for people, the rest is for programs."""
    lasting = {} if error.unsatisfiable is None else {'unsatisfiable': error.unsatisfiable}
    return {
        'failed': True,
        'msg': str(error),
        'message': error.bare_message,
        'code': error.code,
        'hint': error.hint,
        'findings': error.findings,
        'exit_code': error.exit_code,
        **lasting,
    }
