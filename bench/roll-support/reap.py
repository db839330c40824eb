"""
Runs a command, waits until every process that it started has ended, detached or not, and prints what all of them took.

    python3 reap.py RESULT COMMAND [ARGUMENT...]

RESULT becomes JSON: exit code and wall seconds of the command, CPU seconds of everything, and how much had to be ended.
"""

import ctypes
import glob
import json
import os
import resource
import signal
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
# How long the remaining processes may take to end on their own, in seconds.
TIMEOUT_SECONDS = 60


def children_of(pid):
    for path in glob.glob(f'/proc/{pid}/task/*/children'):
        try:
            with open(path, encoding='ascii') as file:
                yield from map(int, file.read().split())
        except OSError:
            continue


def end_all():
    """Ends every descendant; what a killed one has started becomes a child of this process."""
    ended = set()
    while left := set(children_of(os.getpid())) - ended:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        ended |= left
        time.sleep(0.05)
    return len(ended)


def give_up(*_):
    end_all()
    os._exit(1)


def run(command):
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    started, wall, code, ended = time.monotonic(), None, None, []
    main = os.posix_spawnp(command[0], command, os.environ, setsigdef=[signal.SIGPIPE, signal.SIGXFSZ])
    signal.signal(signal.SIGALRM, lambda *_: ended.append(end_all()))
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        if pid == main:
            wall, code = time.monotonic() - started, os.waitstatus_to_exitcode(status)
            signal.alarm(TIMEOUT_SECONDS)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {'exitCode': code, 'wallSeconds': wall, 'cpuSeconds': usage.ru_utime + usage.ru_stime, 'ended': sum(ended)}


if __name__ == '__main__':
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, give_up)
    outcome = run(sys.argv[2:])
    with open(sys.argv[1], 'w', encoding='ascii') as result:
        json.dump(outcome, result)
