# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A child process that is fed, and that does not outlive the process that waits for it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import threading
import time


def start(command, text=None, environment=None, **options):
    """
    Starts a child with pipes for its standard input and output.

    :arg text: all of its standard input, as bytes; it need not be read
    :arg environment: variables on top of this process's own
    :arg options: further ones of subprocess.Popen
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if text else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        **options,
    )
    if text:
        # Aside: it may print before it has read everything.
        threading.Thread(target=_feed, args=[process.stdin, text], daemon=True).start()
    return process


def _feed(pipe, text):
    # A child that leaves early says why on its own.
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(text)


def _end_when_orphaned(process):
    """
    Ends the child and this process once ansible-playbook is gone, whose fork it is: nobody would read an answer, and a
    task with until would go on asking.
    """
    parent = multiprocessing.parent_process()
    while parent and process.poll() is None:
        if os.getppid() != parent.pid:
            process.kill()
            os._exit(1)
        time.sleep(0.5)


@contextlib.contextmanager
def ended_with_us(process):
    """Ends the child when this process is interrupted, told to end, or left behind."""
    previous = signal.getsignal(signal.SIGTERM)

    def pass_on(signum, frame):
        process.kill()
        signal.signal(signum, previous)
        os.kill(os.getpid(), signum)

    signal.signal(signal.SIGTERM, pass_on)
    threading.Thread(target=_end_when_orphaned, args=[process], daemon=True).start()
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        signal.signal(signal.SIGTERM, previous)


def read_output(process, most, on_line):
    """
    Reads what a child prints, to its end; ends it when that is too much.

    :arg most: the largest output, in bytes
    :arg on_line: called with each line of its standard error as it comes
    :returns: its standard output, and the last line of its standard error
    """
    answer, last_line = [], ''

    def read_answer():
        answer.append(process.stdout.read(most + 1))
        if len(answer[0]) > most:
            process.kill()

    reader = threading.Thread(target=read_answer, daemon=True)
    reader.start()
    for line in process.stderr:
        text = line.decode(errors='replace').strip()
        last_line = text or last_line
        if text and on_line:
            on_line(text)
    reader.join()
    return answer[0], last_line
