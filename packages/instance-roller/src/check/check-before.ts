import { decide, type Decision } from '../decide/decide.ts';
import { awaitsOnlyCheck, type CheckFacts, type Facts, type InstanceFacts, phaseOf } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';
import { checkHealthOnce, awaitHealth } from './await-health.ts';
import { awaitPorts, portsAt } from './ports.ts';
import { reportPort } from './report-port.ts';
import { dueInstances, questionAbout } from './question.ts';
import { type ClusterReading, readFacts } from './read-facts.ts';

/** What came of checking a cluster before an instance of it may go. */
export interface BeforeCheck {
  decision: Decision;
  instance: InstanceFacts;
  check: CheckFacts;
}

/** What was read before a check, and the image that the instance is to run. */
interface Beginning {
  reading: ClusterReading;
  target: string;
}

interface Reading {
  facts: Facts;
  target: string;
  /** By the monotonic clock. */
  deadline: number;
}

const isWaiting = (decision: Decision | undefined): boolean =>
  decision?.decision === 'refuse' && decision.mayPass === true;

/** How old a reading of members and ports may be when the health check passes. Milliseconds. */
const freshMs = 1000;

/** Reads until every other member is ACTIVE, waiting does not help, or time is up; then once more, in full. */
async function awaitMembers(
  step: Step,
  { facts, target, deadline }: Reading,
  first: InstanceFacts,
): Promise<{ decision?: Decision; instance: InstanceFacts }> {
  const { context, roll, emit, subject } = step;
  let instance = first;
  let last = '';
  for (;;) {
    const decision = decide({ ...facts, instance });
    if (!decision || !isWaiting(decision) || context.clock.now() >= deadline || context.signal?.aborted) {
      if (decision || instance === first) return { decision, instance };
      // What Spot is about to do is not read while others are waited for.
      const full = await readInFull(step, target);
      return { decision: decide({ ...facts, instance: full }), instance: full };
    }
    if (decision.reason !== last) {
      last = decision.reason;
      context.report(last);
      emit('gate_waiting', subject, { phase: 'before', reason: last, findings: decision.findings });
    }
    await context.clock.sleep(Math.max(roll.pollIntervalMs, 1), context.signal);
    instance = await readAgain(step, target, instance);
  }
}

const readInFull = async (step: Step, target: string): Promise<InstanceFacts> =>
  (await readFacts(step, { target, withDeployments: true })).instance;

/** A read that fails says nothing of the members, so the wait goes on with what was read before. */
async function readAgain(step: Step, target: string, last: InstanceFacts): Promise<InstanceFacts> {
  try {
    return (await readFacts(step, { target, withDeployments: false })).instance;
  } catch (error) {
    step.context.report(`still waiting: ${(error as Error).message}`);
    return last;
  }
}

/**
 * Asks ports and cluster. A member that is down, and due, goes first: nobody waits for its ports.
 */
async function ask(step: Step, { deadline }: Reading, instance: InstanceFacts): Promise<CheckFacts> {
  const { check, roll, context, request } = step;
  const left = (): number => Math.max(0, deadline - context.clock.now());
  const phase = phaseOf(instance);
  const dueIds = dueInstances(roll, request.play.hosts);
  const question = questionAbout(instance, roll, { phase, dueIds });
  const asks = check ? { ...step, check } : undefined;
  const isOnlyAsked = awaitsOnlyCheck(instance);

  const quickCheck = asks && (roll.ports.length > 0 || isOnlyAsked) ? await checkHealthOnce(asks, question) : undefined;
  const health = asks && quickCheck && { kinds: asks.check.kinds, judgement: quickCheck };
  if (health && quickCheck.yieldTo.length > 0) return { health };
  // What it still has to pass is waited for once it is verified; in check mode this is all that is seen of it.
  if (isOnlyAsked && !request.checkMode) return {};
  const others = instance.others.map(({ address }) => address);
  const addresses = isOnlyAsked ? [instance.address, ...others] : others;
  const closedPorts = await awaitPorts(portsAt(addresses, roll.ports), left(), context.clock, reportPort(step, phase));
  if (closedPorts.length > 0 || !asks) return { closedPorts };
  if (isOnlyAsked) return { closedPorts, health };
  // After one whose check was not passed, the next leaves only after as many checks as after a recycle.
  const isUnverified = instance.findings.some(({ code }) => code === 'gate-awaited');
  const count = isUnverified && !request.checkMode ? roll.checkCount : 1;
  const judgement = await awaitHealth(asks, question, { count, timeoutMs: left() });
  return { closedPorts, health: { kinds: asks.check.kinds, judgement } };
}

/**
 * A health check that took a while passed for members and ports as they were before it: both are read once more.
 *
 * @returns undefined where other addresses have to be asked than were
 */
async function askedLongAgo(
  step: Step,
  { facts, target }: Reading,
  { instance: was, check }: BeforeCheck,
): Promise<BeforeCheck | undefined> {
  const { roll, context } = step;
  const instance = await readInFull(step, target);
  const nodesOf = (one: InstanceFacts) => questionAbout(one, roll, { phase: 'before', dueIds: [] }).nodes.join();
  if (nodesOf(instance) !== nodesOf(was)) return undefined;
  const addresses = instance.others.map(({ address }) => address);
  const closedPorts = await awaitPorts(portsAt(addresses, roll.ports), 0, context.clock);
  return decidedBy(facts, instance, { ...check, closedPorts });
}

function decidedBy(facts: Facts, instance: InstanceFacts, check: CheckFacts): BeforeCheck {
  const decision = decide({ ...facts, instance, check });
  if (!decision) throw new Error(`nothing decides about ${facts.ssi}`);
  return { decision, instance, check };
}

const deadlineOf = ({ context, roll, request }: Step): number =>
  context.clock.now() + (request.checkMode ? 0 : roll.gateTimeoutMs);

/** Waits until every other member is ACTIVE, and asks nothing else; undefined when none stands in the way any more. */
export async function checkMembers(
  step: Step,
  facts: Facts,
  { reading, target }: Beginning,
): Promise<BeforeCheck | undefined> {
  const { decision, instance } = await awaitMembers(
    step,
    { facts, target, deadline: deadlineOf(step) },
    reading.instance,
  );
  return decision && { decision, instance, check: {} };
}

/** Waits until the cluster is healthy without the instance, under one deadline; decides with what was found. */
export async function checkBefore(step: Step, facts: Facts, { reading, target }: Beginning): Promise<BeforeCheck> {
  const { clock } = step.context;
  const deadline = deadlineOf(step);
  const task = { facts, target, deadline };
  let last = reading.instance;
  for (;;) {
    const { decision, instance } = await awaitMembers(step, task, last);
    if (decision) return { decision, instance, check: {} };
    const askedAt = clock.now();
    const found = decidedBy(facts, instance, await ask(step, task, instance));
    if (found.decision.decision !== 'recycle' || clock.now() - askedAt <= freshMs) return found;
    const again = await askedLongAgo(step, task, found);
    if (again && !(isWaiting(again.decision) && clock.now() < deadline)) return again;
    last = again?.instance ?? (await readInFull(step, target));
  }
}
