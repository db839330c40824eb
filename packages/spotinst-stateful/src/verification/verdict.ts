import { commandOf } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { type Evidence, type Expectation, verifyRecycle } from './evidence.ts';
import type { Launch } from '../records/launch.ts';
import type { Observation } from '../watch/observation.ts';

/** What Spot has listed of an instance; undefined: it is not listed. */
export type InstanceObservation = Observation<StatefulInstance | undefined>;

/** A recycle that was or may have been requested, and what is expected of it. */
export interface Watch extends Expectation {
  esg: string;
  ssi: string;
  before: Launch;
  /** How long a read must stay the same before it counts, in milliseconds. */
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
  /** Whether the request can no longer be in progress. */
  isOver: boolean;
  /** The instance at the last read. */
  after?: StatefulInstance;
}

export type RecycleVerdict =
  | { is: 'waiting' }
  /** Nothing has happened for the settle time: the request was not accepted. */
  | { is: 'unchanged' }
  | Verified
  | RecycleFailure;

const waiting: RecycleVerdict = { is: 'waiting' };

const inspectCommand = ({ esg, ssi }: Watch): string =>
  commandOf('spotinst-stateful', `inspect --esg ${esg} --id ${ssi}`);
const resumeCommand = ({ esg, ssi }: Watch): string =>
  commandOf('spotinst-stateful', `resume --esg ${esg} --id ${ssi}`);

const resumeHint = (watch: Watch): string =>
  `Fix the cause, which Spot's log names (often missing spot capacity), resume the instance, and run the same command again. To resume it: ${resumeCommand(watch)}`;

/** An instance by its id, with its address before the recycle. */
const nameOf = ({ ssi, before }: Watch): string => (before.privateIp === null ? ssi : `${ssi} (${before.privateIp})`);

/** Needs two reads, because one response may omit an instance. It is over once the instance was missing for the settle time. */
const vanished = (watch: Watch, isOver: boolean): RecycleFailure => ({
  is: 'failed',
  code: 'instance-vanished',
  message: `${nameOf(watch)} is missing: Spot no longer lists it in ${watch.esg}`,
  hint: 'Somebody may have deallocated it or lowered the capacity. Check the events of the group in the Spot console.',
  isOver,
});

const stuck = (after: StatefulInstance, code: string, message: string, hint: string): RecycleFailure => ({
  is: 'failed',
  code,
  message,
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
    message: `${watch.ssi} is ACTIVE again as ${instance.instanceId}, but its recycle is not verified: ${findings.map(({ message }) => message.replace(`${watch.ssi}: `, '')).join('; ')}`,
    hint: `Check the instance before you continue: ${inspectCommand(watch)}`,
    isOver: true,
    after: instance,
  };
}

/**
 * Evaluates what Spot has listed since a recycle was requested. Intermediate states decide nothing: a recycle may
 * complete between two reads, and the list may lag behind it.
 */
export function judgeObservation(
  { seen: instance, since, at, reads }: InstanceObservation,
  watch: Watch,
): RecycleVerdict {
  const isSettled = at - since >= watch.settleMs;
  if (!instance) return reads > 1 ? vanished(watch, isSettled) : waiting;
  const { state, instanceId } = instance;
  if (state === 'ERROR') {
    const message = `${nameOf(watch)} is in ERROR and down: Spot could not relaunch it`;
    return stuck(instance, 'recycle-error', message, resumeHint(watch));
  }
  if (state.startsWith('DEALLOCAT')) {
    return stuck(
      instance,
      'recycle-deallocated',
      `${nameOf(watch)} is being deallocated (${state}), and its volumes and address may be deleted`,
      'Find out who deallocates it: check the events of the group in the Spot console.',
    );
  }
  if (state === 'PAUSED' && isSettled) {
    return stuck(
      instance,
      'recycle-paused',
      `${nameOf(watch)} stays PAUSED and is down: Spot could not launch it and rolled back (no capacity, or its address is not free)`,
      resumeHint(watch),
    );
  }
  if (state !== 'ACTIVE' || instanceId === null) return waiting;
  if (instanceId !== watch.before.instanceId) return judgeLaunched(instance, isSettled, watch);
  return isSettled ? { is: 'unchanged' } : waiting;
}

/** The failure after the timeout. */
export const timedOut = (
  observation: InstanceObservation | undefined,
  watch: Watch,
  after: string,
): RecycleFailure => ({
  is: 'failed',
  code: 'recycle-timeout',
  message: `${watch.ssi} was not recycled within ${after}: ${describeLast(observation, watch)}`,
  hint: `Spot may still complete the recycle. Run the same command again: it waits for the result first. To check the instance: ${inspectCommand(watch)}`,
  isOver: false,
  after: observation?.seen,
});

function describeLast(observation: InstanceObservation | undefined, { before }: Watch): string {
  if (!observation) return 'Spot could not be read';
  const { seen: instance } = observation;
  if (!instance) return 'at the last read it was not listed';
  const isOld = instance.instanceId === before.instanceId;
  return `at the last read it was ${instance.state} ${instance.instanceId === null ? 'without an EC2 instance' : `as ${instance.instanceId}`}${isOld ? ', unchanged' : ''}`;
}
