# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins texts to sentences, because Ansible prints an error in one line."""

from __future__ import annotations


def _sentence(text):
    # A question keeps its mark: "Did you mean that?".
    text = text.strip().rstrip('. ')
    return text if text.endswith(('?', '!')) else f'{text}.'


def as_sentences(texts):
    """The texts that are not empty, each with one period, or its own question mark, at its end."""
    return ' '.join(_sentence(text) for text in texts if text and text.strip('. '))
