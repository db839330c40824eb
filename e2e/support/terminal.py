"""Runs a command on a terminal of its own, as a person does: what comes in on stdin is typed, what it prints goes to stdout.

Once stdin ends the terminal is closed, as a window is; the command may outlive that. With its pid as the first line.
"""

import os
import pty
import select
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
os.write(1, b'%d\n' % pid)
while True:
    readable, _, _ = select.select([terminal, 0], [], [])
    if terminal in readable:
        try:
            shown = os.read(terminal, 65536)
        except OSError:
            break
        if not shown:
            break
        os.write(1, shown)
    if 0 in readable:
        typed = os.read(0, 65536)
        if not typed:
            os.close(terminal)
            break
        os.write(terminal, typed)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
