import type { State } from './states.ts';

/** One change, of an instance (which the event then describes as it is from now on) or of a group (`ssi` null). */
export interface SimulatorEvent {
  /** Milliseconds since 1970. */
  at: number;
  what: 'seeded' | 'accepted' | 'state' | 'changed' | 'machine' | 'group';
  group: string;
  ssi: string | null;
  /** The true state, whatever the API shows. */
  state: State | 'VANISHED' | null;
  instanceId: string | null;
  imageId: string | null;
  /** Whether the real process runs; null where there are none. */
  running: boolean | null;
  /** The accepted action, the end of a process, the change of a group. */
  detail: string | null;
}

/**
 * The largest number of instances that were out at one moment: in any state but ACTIVE, gone, or without their real
 * process. Computed from the log alone.
 *
 * @param groups count only these groups' instances
 */
export function maxOut(log: readonly SimulatorEvent[], groups?: readonly string[]): number {
  const out = new Set<string>();
  let most = 0;
  for (const { group, ssi, state, running } of log) {
    if (ssi === null || (groups && !groups.includes(group))) continue;
    if (state === 'ACTIVE' && running !== false) out.delete(ssi);
    else out.add(ssi);
    most = Math.max(most, out.size);
  }
  return most;
}
