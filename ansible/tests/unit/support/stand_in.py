# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Stands in for Node and so for the executables. Records each call, and prints the reply that a file defines.

The file replies.json next to it maps the name of an executable and its first argument to [exit code, document]. A key that
ends with --esg=GROUP applies to that group only.
"""

import json
import os
import pathlib
import sys

folder = pathlib.Path(__file__).parent
name, arguments = pathlib.Path(sys.argv[1]).stem, sys.argv[2:]
call = {'name': name, 'arguments': arguments, 'input': sys.stdin.read()}
call['environment'] = {key: value for key, value in os.environ.items() if key.startswith('ESG_RECYCLER_')}
with open(folder / 'calls.jsonl', 'a') as file:
    file.write(json.dumps(call) + '\n')
replies = json.loads((folder / 'replies.json').read_text())
key = f'{name} {arguments[0]}'
exit_code, document = next((replies[f'{key} {group}'] for group in arguments if f'{key} {group}' in replies), replies[key])
print(f'{name} is called', file=sys.stderr)
print(json.dumps(document), flush=True)
sys.exit(exit_code)
