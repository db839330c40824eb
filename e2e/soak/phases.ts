import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecyclerEvent } from '@esg-recycler/core';
import type { RollSite } from '../support/roll-site.ts';
import { recycleRoute, spotTimeoutMs } from './scenario.ts';

/** The phases of a recycle in which something can be killed, in order. */
export const phases = ['gate before', 'drain', 'request in flight', 'lag', 'recycling', 'gate after'] as const;
export type Phase = (typeof phases)[number];

/** What has happened since a moment. */
export interface View {
  site: RollSite;
  /** How many requests there were before. */
  requestsBefore: number;
  eventFilesBefore: ReadonlySet<string>;
}

/** Each run folder of the runner has one. A playbook without the runner writes into the folder of the site. */
const eventFilesOf = (site: RollSite): string[] => [
  ...site.runs().map((run) => join(run, 'events.jsonl')),
  ...readdirSync(site.folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(site.folder, name)),
];

export const viewFromNowOn = (site: RollSite): View => ({
  site,
  requestsBefore: site.simulator.requests.length,
  eventFilesBefore: new Set(eventFilesOf(site)),
});

const ofInstances = /^(gate|instance|recycle)_/;

/** The events since then whose names match, in order; by default, what the role has reported. */
export function eventsOf(
  { site, eventFilesBefore }: View,
  names: RegExp = ofInstances,
): Pick<RecyclerEvent, 'event' | 'event_data' | 'created'>[] {
  return eventFilesOf(site)
    .filter((file) => !eventFilesBefore.has(file) && existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))
    .filter((line) => names.test(/"event": ?"(\w+)"/.exec(line)?.[1] ?? ''))
    .map((line) => JSON.parse(line) as RecyclerEvent)
    .toSorted((one, other) => one.created.localeCompare(other.created));
}

/** Whether a command has started with an instance. It then holds the lease. */
export const hasBegun = (view: View): boolean => eventsOf(view).length > 0;

function phaseByEvents(view: View): Phase | undefined {
  const last = eventsOf(view).findLast(({ event }) => !['recycle_requested', 'recycle_state'].includes(event));
  if (last?.event === 'recycle_proved') return 'gate after';
  const isBefore = last?.event_data['phase'] === 'before';
  if (last?.event === 'gate_waiting') return isBefore ? 'gate before' : 'gate after';
  if (last?.event === 'gate_passed') return isBefore ? 'drain' : 'gate after';
  return undefined;
}

function phaseBySpot({ site: { simulator }, requestsBefore }: View): Phase | undefined {
  const request = simulator.requests.slice(requestsBefore).findLast(({ route }) => route === recycleRoute);
  if (request?.status === null && Date.now() - request.at < spotTimeoutMs) return 'request in flight';
  const latest = new Map(simulator.log.filter(({ ssi }) => ssi !== null).map((event) => [event.ssi, event]));
  const changes = [...latest.values()];
  if (changes.some(({ what }) => what === 'accepted')) return 'lag';
  return changes.some(({ state }) => state !== 'ACTIVE') ? 'recycling' : undefined;
}

/** The current phase; undefined if no instance is in progress. */
export const phaseNow = (view: View): Phase | undefined => phaseBySpot(view) ?? phaseByEvents(view);

/** Nothing is in progress in Spot any more. */
export const isQuiet = ({ simulator: { log } }: RollSite): boolean => {
  const latest = new Map(log.filter(({ ssi }) => ssi !== null).map((event) => [event.ssi, event]));
  return [...latest.values()].every(({ what, state }) => what !== 'accepted' && state === 'ACTIVE');
};
