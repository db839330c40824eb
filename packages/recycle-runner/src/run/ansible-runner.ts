import { writeFileSync } from 'node:fs';
import { type RecycleSetup, recycleCommand } from '../ansible/command.ts';
import { lastWords } from '../ansible/ansible-log.ts';
import { startAnsible } from '../ansible/process.ts';
import type { EventFollower } from '../events/event-follower.ts';
import type { HeldLease } from './lease.ts';
import type { RollContext } from '../roll/roll-context.ts';
import { recording, type RunFolder } from '../record/run-folder.ts';
import type { StopSignals } from './stop-signals.ts';

interface RunnerOptions {
  folder: RunFolder;
  follower: EventFollower;
  stop: StopSignals;
  lease: HeldLease;
}

/** Keeps the processes of the run from requesting a recycle that they have not requested yet. */
function stopBeforeRequest({ stop }: RunFolder): void {
  try {
    writeFileSync(stop, '', { mode: 0o600 });
  } catch {
    // A full disk. The instance in progress is finished then.
  }
}

/** Runs Ansible for one instance at a time, each time with a separate log. */
export function createAnsibleRunner(
  setup: RecycleSetup,
  { folder, follower, stop, lease }: RunnerOptions,
): RollContext['runAnsible'] {
  let count = 0;
  stop.signal.addEventListener('abort', () => stopBeforeRequest(folder));
  return async (instance, due, completes) => {
    count += 1;
    follower.take();
    const log = folder.ansibleLog(count, instance.ssi);
    const files = { events: folder.events, stop: folder.stop };
    const command = recycleCommand(setup, instance, { due, completes, lease: lease.token(), ...files });
    const ansible = recording(() => startAnsible(command, log));
    let wasPressed = false;
    const release = stop.onPress((signal) => {
      wasPressed = true;
      ansible.signal(signal);
    });
    const exit = await ansible.exited;
    release();
    const words = exit.exitCode === 0 ? undefined : lastWords(log);
    return { exit, events: follower.take(), wasPressed, lastWords: words };
  };
}
