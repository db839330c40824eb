import { stopwatch } from '@esg-recycler/core';
import { decide, type Decision } from '../decide/decide.ts';
import { awaitsOnlyCheck, type CheckFacts, type Facts, type InstanceFacts, phaseOf } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';
import { type AgedJudgement, checkHealthOnce, awaitHealth } from './await-health.ts';
import { awaitPorts, portsAt } from './ports.ts';
import { reportPort } from './report-port.ts';
import { stoppableClock } from './stoppable-clock.ts';
import { dueInstances, questionAbout } from './question.ts';
import { type ClusterReading, readFacts } from './read-facts.ts';

/** The result of the check before a recycle. */
export interface BeforeCheck {
  decision: Decision;
  instance: InstanceFacts;
  check: CheckFacts;
  /** Milliseconds since the first of the checks that it relies on began; absent when nothing was checked. */
  age?: () => number;
}

/** The results of ports and health check. */
interface ClusterFacts extends CheckFacts {
  health?: { kinds: readonly string[]; judgement: AgedJudgement };
}

/** What was read before a check, and the image that the instance should run. */
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

/** How long reads of members, ports and health may take together, in milliseconds. */
const freshMs = 1000;

/** Reads until every other member is ACTIVE, waiting does not help, or the time is up; then reads everything once more. */
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
      // Deployments are not read during the wait.
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

/** A failed read says nothing about the members, so the wait continues with the previous read. */
async function readAgain(step: Step, target: string, last: InstanceFacts): Promise<InstanceFacts> {
  try {
    return (await readFacts(step, { target, withDeployments: false })).instance;
  } catch (error) {
    step.context.report(`still waiting: ${(error as Error).message}`);
    return last;
  }
}

/** Checks ports and cluster. A member that is down and due is recycled first, so its ports are not waited for. */
async function checkCluster(step: Step, { deadline }: Reading, instance: InstanceFacts): Promise<ClusterFacts> {
  const { check, roll, context, request } = step;
  const left = (): number => Math.max(0, deadline - context.clock.now());
  const phase = phaseOf(instance);
  const dueIds = dueInstances(roll, request.play.hosts);
  const question = questionAbout(instance, roll, { phase, dueIds });
  const checkedStep = check ? { ...step, check } : undefined;
  const needsOnlyCheck = awaitsOnlyCheck(instance);

  const quickCheck =
    checkedStep && (roll.ports.length > 0 || needsOnlyCheck) ? await checkHealthOnce(checkedStep, question) : undefined;
  const health = checkedStep && quickCheck && { kinds: checkedStep.check.kinds, judgement: quickCheck };
  if (health && quickCheck.yieldTo.length > 0) return { health };
  // `verify` waits for its health check. In check mode `verify` does not run, so this check is all.
  if (needsOnlyCheck && !request.checkMode) return {};
  const others = instance.others.map(({ address }) => address);
  const addresses = needsOnlyCheck ? [instance.address, ...others] : others;
  const closedPorts = await awaitPorts(
    portsAt(addresses, roll.ports),
    left(),
    stoppableClock(context),
    reportPort(step, phase),
  );
  if (closedPorts.length > 0 || !checkedStep) return { closedPorts };
  if (needsOnlyCheck) return { closedPorts, health };
  // While the health check of another instance is pending, as many checks must pass as after a recycle.
  const isUnverified = instance.findings.some(({ code }) => code === 'gate-awaited');
  const count = isUnverified && !request.checkMode ? roll.checkCount : 1;
  const judgement = await awaitHealth(checkedStep, question, { count, timeoutMs: left() });
  return { closedPorts, health: { kinds: checkedStep.check.kinds, judgement } };
}

/**
 * Reads members and ports once more after a long check, because both may have changed meanwhile.
 *
 * @returns undefined when other addresses must be checked than before
 */
async function recheckStale(
  step: Step,
  { facts, target }: Reading,
  { instance: was, check }: { instance: InstanceFacts; check: ClusterFacts },
): Promise<BeforeCheck | undefined> {
  const { roll, context } = step;
  const age = check.health?.judgement.age ?? stopwatch(context.clock);
  const instance = await readInFull(step, target);
  const nodesOf = (one: InstanceFacts) => questionAbout(one, roll, { phase: 'before', dueIds: [] }).nodes.join();
  if (nodesOf(instance) !== nodesOf(was)) return undefined;
  const addresses = instance.others.map(({ address }) => address);
  const closedPorts = await awaitPorts(portsAt(addresses, roll.ports), 0, context.clock);
  return { ...decidedBy(facts, instance, { ...check, closedPorts }), age };
}

function decidedBy(facts: Facts, instance: InstanceFacts, check: CheckFacts): BeforeCheck {
  const decision = decide({ ...facts, instance, check });
  if (!decision) throw new Error(`no decision about ${facts.ssi}`);
  return { decision, instance, check };
}

const deadlineOf = ({ context, roll, request }: Step): number =>
  context.clock.now() + (request.checkMode ? 0 : roll.gateTimeoutMs);

/** Waits until every other member is ACTIVE, and checks nothing else; undefined when no member blocks any more. */
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

/** Waits until the cluster is healthy without the instance, with one deadline, and decides. */
export async function checkBefore(step: Step, facts: Facts, { reading, target }: Beginning): Promise<BeforeCheck> {
  const { clock } = step.context;
  const deadline = deadlineOf(step);
  const task = { facts, target, deadline };
  let last = reading.instance;
  for (;;) {
    const { decision, instance } = await awaitMembers(step, task, last);
    if (decision) return { decision, instance, check: {} };
    const age = stopwatch(clock);
    const check = await checkCluster(step, task, instance);
    const found = decidedBy(facts, instance, check);
    if (found.decision.decision !== 'recycle' || age() <= freshMs) return { ...found, age };
    const again = await recheckStale(step, task, { instance, check });
    if (again && !(isWaiting(again.decision) && clock.now() < deadline)) return again;
    last = again?.instance ?? (await readInFull(step, target));
  }
}
