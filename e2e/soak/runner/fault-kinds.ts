import { type Phase, phases } from '../phases.ts';
import type { Victim } from '../strike.ts';
import { fillDisk, freeDiskSoon } from './fill-disk.ts';
import { continueRun, holdThen, killRunner, stopRunner } from './hold-run.ts';
import { closeOutput, killProcess, sendSignal, type Strikes } from './strikes.ts';

export const families = ['kill', 'signal', 'hold', 'output', 'disk'] as const;

/** Something that goes wrong during a run, or that a person does to it. */
export interface FaultKind {
  name: string;
  family: (typeof families)[number];
  strike: Strikes;
  /** The phases in which it can strike; it can also strike at any time. */
  phases: readonly Phase[];
  /** The exit codes after it, besides 0; undefined: ended by a signal. */
  exitCodes: readonly (number | undefined)[];
  /** Whether the run finishes the instance in progress and starts no other. */
  finishes: boolean;
}

/** Without a response of Spot, the run would only wait. */
const answered = phases.filter((phase) => phase !== 'request in flight');

const kill = (victim: Victim, exitCodes: FaultKind['exitCodes']): FaultKind => ({
  name: `kill ${victim}`,
  family: 'kill',
  strike: killProcess(victim),
  phases,
  exitCodes,
  finishes: false,
});

const signal = (name: NodeJS.Signals, times: 1 | 2, finishes = true): FaultKind => ({
  name: times === 1 ? name : `${name} twice`,
  family: 'signal',
  strike: sendSignal(name, times),
  phases: answered,
  exitCodes: [130],
  finishes,
});

const hold = (name: string, strike: Strikes, exitCodes: FaultKind['exitCodes']): FaultKind => ({
  name,
  family: 'hold',
  strike,
  phases: answered,
  exitCodes,
  finishes: false,
});

const disk = (name: string, strike: Strikes): FaultKind => ({
  name,
  family: 'disk',
  strike,
  phases: answered,
  exitCodes: [1, 2],
  finishes: false,
});

/** In the order in which consecutive seeds begin with them. */
export const faultKinds: readonly FaultKind[] = [
  kill('runner', [undefined]),
  signal('SIGINT', 1),
  hold('hold, continue', holdThen(continueRun), []),
  { ...signal('SIGHUP', 1), name: 'output closed', family: 'output', strike: closeOutput },
  disk('disk full', fillDisk),
  // 3: it was checking the plan.
  kill('ansible-playbook', [1, 3]),
  signal('SIGTERM', 1),
  hold('hold, SIGTERM', holdThen(stopRunner), [130]),
  signal('SIGHUP', 2),
  kill('executable', [1, 3, 5]),
  // A second Ctrl-C interrupts Ansible, unless it belongs to the first.
  signal('SIGINT', 2, false),
  disk('disk full briefly', freeDiskSoon),
  kill('everything', [undefined]),
  signal('SIGHUP', 1),
  hold('hold, kill', holdThen(killRunner), [undefined]),
  signal('SIGTERM', 2),
];
