# Copyright: esg-recycler contributors
# GNU General Public License v3.0+ (https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Child processes that read from a pipe and end with the process that waits for them."""

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
    Starts a child process with pipes for its standard input and output.

    :arg text: its complete standard input, as bytes; the child need not read it
    :arg environment: variables to add to the environment of this process
    :arg options: other options of subprocess.Popen
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if text else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        **options,
    )
    if text:
        # In a thread, because the child may print before it has read all of its input.
        threading.Thread(target=_feed, args=[process.stdin, text], daemon=True).start()
    return process


def _feed(pipe, text):
    # A child that exits early reports the reason itself.
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(text)


def _end_when_orphaned(process):
    """
    Ends the child and this process when ansible-playbook, which forked this process, is gone. Otherwise a task with until
    would continue to send requests, and nothing would read the responses.
    """
    parent = multiprocessing.parent_process()
    while parent and process.poll() is None:
        if os.getppid() != parent.pid:
            process.kill()
            os._exit(1)
        time.sleep(0.5)


@contextlib.contextmanager
def ended_with_us(process):
    """Ends the child when this process is interrupted, terminated or orphaned."""
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
    Reads the output of a child to its end, and kills the child when the output is too large.

    :arg most: the largest allowed output, in bytes
    :arg on_line: called with each line of its standard error as soon as it is printed
    :returns: its standard output, and the last line of its standard error
    """
    output, last_line = [], ''

    def read_stdout():
        output.append(process.stdout.read(most + 1))
        if len(output[0]) > most:
            process.kill()

    reader = threading.Thread(target=read_stdout, daemon=True)
    reader.start()
    for line in process.stderr:
        text = line.decode(errors='replace').strip()
        last_line = text or last_line
        if text and on_line:
            on_line(text)
    reader.join()
    return output[0], last_line
