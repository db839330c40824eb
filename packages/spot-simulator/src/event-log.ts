import type { State } from './states.ts';

/** One change of an instance (with its new state) or of a group (`ssi` null). */
export interface SimulatorEvent {
  /** Milliseconds since 1970. */
  at: number;
  what: 'seeded' | 'accepted' | 'state' | 'changed' | 'machine' | 'group';
  group: string;
  ssi: string | null;
  /** The real state; the API can show another one. */
  state: State | 'VANISHED' | null;
  instanceId: string | null;
  imageId: string | null;
  /** Whether the real process runs; null without real processes. */
  running: boolean | null;
  /** The accepted action, the end of a process, the change of a group. */
  detail: string | null;
}

/**
 * The maximum number of instances that were out at the same time: not ACTIVE, removed, or without their real process.
 * Computed only from the log.
 *
 * @param groups count only the instances of these groups
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
