# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins what was told to sentences, for Ansible's one line of a failure."""

from __future__ import annotations


def _sentence(text):
    # A question ends as one: "Did you mean that?".
    text = text.strip().rstrip('. ')
    return text if text.endswith(('?', '!')) else f'{text}.'


def as_sentences(texts):
    """The texts that say something, each with one full stop, or its own question mark, at its end."""
    return ' '.join(_sentence(text) for text in texts if text and text.strip('. '))
