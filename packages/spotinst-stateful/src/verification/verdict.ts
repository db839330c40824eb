import { commandOf } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Evidence, type Expectation, verifyRecycle } from './evidence.ts';
import type { Launch } from '../records/launch.ts';
import type { Sighting } from '../watch/sighting.ts';

/** What the list has shown of an instance; undefined: it does not hold it. */
export type InstanceSighting = Sighting<StatefulInstance | undefined>;

/** A recycle that was requested, or may have been, and what proves it. */
export interface Watch extends Expectation {
  esg: string;
  ssi: string;
  before: Launch;
  /** How long a reading must stand before it is believed, in milliseconds. */
  settleMs: number;
}

export interface Verified {
  is: 'verified';
  after: StatefulInstance;
  evidence: Evidence[];
}

export interface RecycleFailure {
  is: 'failed';
  code: string;
  message: string;
  hint: string;
  /** Whether nothing of the request can still be under way. */
  isOver: boolean;
  /** The instance as it was last seen. */
  after?: StatefulInstance;
}

export type RecycleVerdict =
  | { is: 'waiting' }
  /** Nothing has happened for as long as it takes to believe that the request was not accepted. */
  | { is: 'unchanged' }
  | Verified
  | RecycleFailure;

const waiting: RecycleVerdict = { is: 'waiting' };

const inspectCommand = ({ esg, ssi }: Watch): string =>
  commandOf('spotinst-stateful', `inspect --esg ${esg} --id ${ssi}`);
const resumeCommand = ({ esg, ssi }: Watch): string =>
  commandOf('spotinst-stateful', `resume --esg ${esg} --id ${ssi}`);

const resumeHint = (watch: Watch): string =>
  `Remove the cause, which is often missing spot capacity: Spot's log of the group names it. Bring it back: ${resumeCommand(watch)}. Then run the same command again.`;

/** Two reads, for one answer may lack an instance that is there; over only once it was missing for the settle time. */
const vanished = (watch: Watch, isOver: boolean): RecycleFailure => ({
  is: 'failed',
  code: 'instance-vanished',
  message: `${watch.ssi} is no longer listed by ${watch.esg}`,
  hint: 'Somebody may have deallocated it or lowered the capacity: see the events of the group in the Spot console.',
  isOver,
});

const stuck = (after: StatefulInstance, code: string, message: string, hint: string): RecycleFailure => ({
  is: 'failed',
  code,
  message: `${after.id} ${message}`,
  hint,
  isOver: false,
  after,
});

function judgeLaunched(instance: StatefulInstance, isSettled: boolean, watch: Watch): RecycleVerdict {
  const { verified, evidence, findings } = verifyRecycle(watch.before, instance, watch);
  if (verified) return { is: 'verified', after: instance, evidence };
  const contradicted = evidence.some(({ holds }) => holds === false);
  if (!contradicted && !isSettled) return waiting;
  const codes = new Set(findings.map(({ code }) => code));
  const known = ['image-not-target', 'address-changed', 'volumes-changed'];
  const code = contradicted ? known.find((candidate) => codes.has(candidate)) : undefined;
  return {
    is: 'failed',
    code: code ?? 'recycle-unproved',
    message: `${watch.ssi} came back ACTIVE as ${instance.instanceId}, but: ${findings.map(({ message }) => message).join('; ')}`,
    hint: `Compare it before going on: ${inspectCommand(watch)}`,
    isOver: true,
    after: instance,
  };
}

/**
 * Judges what the list has shown since a recycle was requested. Never by a state that was seen on the way: a recycle
 * may pass between two reads, and the list may lag behind it.
 */
export function judgeSighting({ seen: instance, since, at, reads }: InstanceSighting, watch: Watch): RecycleVerdict {
  const isSettled = at - since >= watch.settleMs;
  if (!instance) return reads > 1 ? vanished(watch, isSettled) : waiting;
  const { state, instanceId } = instance;
  if (state === 'ERROR') {
    const message = 'went to ERROR: Spot could not relaunch it, and it is down';
    return stuck(instance, 'recycle-error', message, resumeHint(watch));
  }
  if (state.startsWith('DEALLOCAT')) {
    return stuck(
      instance,
      'recycle-deallocated',
      `is being deallocated (${state})`,
      'Somebody or something deallocates it: its volumes and address may go. See the group in the Spot console.',
    );
  }
  if (state === 'PAUSED' && isSettled) {
    return stuck(
      instance,
      'recycle-paused',
      'stays PAUSED: Spot could not launch it and rolled back (no capacity, or its address is not free), and it is down',
      resumeHint(watch),
    );
  }
  if (state !== 'ACTIVE' || instanceId === null) return waiting;
  if (instanceId !== watch.before.instanceId) return judgeLaunched(instance, isSettled, watch);
  return isSettled ? { is: 'unchanged' } : waiting;
}

/** What is told when the time is up. */
export const timedOut = (sighting: InstanceSighting | undefined, watch: Watch, after: string): RecycleFailure => ({
  is: 'failed',
  code: 'recycle-timeout',
  message: `${watch.ssi} was not recycled after ${after}: ${describeLast(sighting, watch)}`,
  hint: `Its recycle may still end. Run the same command again: it waits for that first. To see how it stands: ${inspectCommand(watch)}`,
  isOver: false,
  after: sighting?.seen,
});

function describeLast(sighting: InstanceSighting | undefined, { before }: Watch): string {
  if (!sighting) return 'Spot could not be read';
  const { seen: instance } = sighting;
  if (!instance) return 'it was not listed at the last read';
  const isOld = instance.instanceId === before.instanceId;
  return `at the last read it was ${instance.state} as ${instance.instanceId ?? 'no instance'}${isOld ? ', unchanged' : ''}`;
}
