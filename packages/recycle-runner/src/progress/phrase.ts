import { describeMeasure, type Finding, formatDuration, type Measure, type RecyclerEvent } from '@esg-recycler/core';
import { isNotStarted } from '../ansible/not-started.ts';
import { namesOf } from '../ansible/failed-task.ts';

type Data = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const withDetail = (words: string, detail: unknown): string => {
  const found = text(detail);
  return found === undefined ? words : `${words}: ${found}`;
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Data)[name] : undefined;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const planned = ({ appended }: Data): string | undefined =>
  appended === undefined ? undefined : withDetail('added to the plan', listOf(appended).join(', '));

function deferred({ yieldTo }: Data): string {
  const ids = listOf(yieldTo);
  return `deferred: ${ids.join(', ')} ${ids.length === 1 ? 'goes' : 'go'} first`;
}

/** `RECYCLING (i-1)` */
function stateOf({ state, instanceId }: Data): string {
  const instance = text(instanceId);
  return `${text(state) ?? 'an unknown state'}${instance ? ` (${instance})` : ''}`;
}

function reportedState(data: Data): string {
  if (data['error'] !== undefined) return `still waiting, Spot cannot be read: ${text(data['error'])}`;
  const lead = data['by'] === 'itself' ? 'left ACTIVE on its own, ' : '';
  return `${lead}Spot reports ${stateOf(data)}`;
}

/** Another instance blocks every recycle, a stop was requested, or the run asks for the permission first: this one did not fail. */
const stoppedBefore = (data: Data): string => withDetail('not started', data['message'] ?? data['msg'] ?? data['code']);

/** The end of the run shows the complete error, so this only names its code, or the rules that fail. */
function failure(data: Data): string {
  const findings = listOf(data['findings']) as Finding[];
  // Only the rules of a health check name their page.
  const rules = namesOf(findings.filter(({ runbook }) => runbook !== undefined));
  if (rules !== '') return `FAILED: the health check still fails (${rules})`;
  const code = text(data['code']);
  return code === undefined ? withDetail('FAILED', data['message'] ?? data['msg']) : `FAILED (${code})`;
}

/** The numbers of a check, as one text. */
const numbersText = (numbers: readonly Measure[]): string => numbers.map(describeMeasure).join(', ');

const hasHealthCheck = ({ kind, ports }: Data): boolean => text(kind) !== undefined || listOf(ports).length > 0;

function checkOf({ phase, kind, ports }: Data): string {
  const isPortCheck = text(kind) === undefined && listOf(ports).length > 0;
  return `${isPortCheck ? 'port check' : 'health check'} ${text(phase) ?? 'around'} the recycle`;
}

/** Whether an event only counts the checks that have passed so far, or the time that is left. */
export const isCount = ({ event, event_data: { passed } }: RecyclerEvent): boolean =>
  event === 'bake_checked' || (event === 'gate_waiting' && typeof passed === 'number');

const counted = (data: Data): string => `${checkOf(data)}: ${text(data['passed'])} of ${text(data['count'])} passed`;

const waiting = (data: Data): string | undefined =>
  hasHealthCheck(data) || text(data['reason']) !== undefined
    ? withDetail(`waiting for the ${checkOf(data)}`, data['reason'])
    : undefined;

/** `health check after the recycle passed 12 times in a row (nodes serving 3 of 3)` */
function passedText(data: Data): string | undefined {
  if (!hasHealthCheck(data)) return undefined;
  const count = Number(data['count'] ?? 1);
  const numbers = numbersText(listOf(data['numbers']) as Measure[]);
  return `${checkOf(data)} passed${count > 1 ? ` ${count} times in a row` : ''}${numbers && ` (${numbers})`}`;
}

/** Nothing else is printed in the quiet period, which takes a minute or more. */
function quietPeriod(data: Data): string {
  const time = formatDuration(Number(data['seconds']) * 1000);
  const changes = listOf(data['changes']).map(
    (change) => `${text(field(change, 'ssi')) ?? ''} is ${stateOf(change as Data)}`,
  );
  if (changes.length === 0)
    return `no record of a finished run: watching the cluster for ${time} before the first request`;
  return `waiting for a quiet period of ${time}: ${changes.join(', ')}, without a recorded request (is someone else rolling this cluster?)`;
}

const untilOf = ({ until }: Data): string => {
  const at = text(until);
  return at === undefined ? '' : ` (until ${at.slice(0, 16)}Z)`;
};

/** The command is needed where nobody can be asked, and by everybody else. */
const awaitsApproval = (data: Data): string =>
  `waiting for ${text(data['reason'])}. Approve it from any terminal: ${text(data['command'])}`;

const granted = (data: Data): string =>
  `${data['answer'] === 'skip' ? 'skip requested' : 'approved'} by ${text(data['by'])}`;

/** `17:03:10Z` */
const clockOf = (time: unknown): string => `${String(time).slice(11, 19)}Z`;

/** These events have no instance. */
const ofGroup = ({ esg }: RecyclerEvent): string => (esg === undefined ? '' : `${esg}: `);

/** The line that an event prints for people; undefined for events that only programs need. */
export function phrase(numbered: RecyclerEvent): string | undefined {
  const { event, event_data: data } = numbered;
  switch (event) {
    case 'run_planned':
      return planned(data);
    case 'image_requested':
      return `${ofGroup(numbered)}setting the image ${text(data['image'])} (was ${text(data['before']) ?? 'none'})${data['lost'] === undefined ? '' : `, but the response was lost: ${text(data['lost'])}`}`;
    case 'image_set':
      return `${ofGroup(numbered)}the image is ${text(data['image'])}`;
    case 'bake_started':
      return `canary done (${listOf(data['canaries']).join(', ')}): checking the cluster until ${clockOf(data['until'])}`;
    case 'bake_checked':
      return `canary: the cluster is healthy, ${formatDuration(Number(data['seconds']) * 1000)} left`;
    case 'bake_finished':
      return 'canary: the cluster stayed healthy, continuing';
    case 'spot_unreachable':
      return `Spot cannot be read, trying again until ${clockOf(data['until'])} (--timeout): ${text(data['error'])}`;
    case 'spot_rate_limited':
      return `Spot's rate limit blocks ${text(data['route'])}: waiting until ${clockOf(data['until'])}`;
    case 'spot_reachable':
      return `Spot responds again after ${formatDuration(Number(data['seconds']) * 1000)}`;
    case 'instance_started':
      return 'started';
    case 'instance_skipped':
      return withDetail('skipped', data['reason']);
    case 'instance_deferred':
      return deferred(data);
    case 'drain_started':
      return 'drain started';
    case 'gate_waiting':
      return isCount(numbered) ? counted(data) : waiting(data);
    case 'gate_passed':
      return passedText(data);
    case 'cluster_watched':
      return quietPeriod(data);
    case 'cluster_marked':
      return `waiting ${formatDuration(Number(data['seconds']) * 1000)} before the first request, so that a roll from another machine would be noticed`;
    case 'run_held':
      return `waiting: ${text(data['reason'])}${untilOf(data)}`;
    case 'run_continued':
      return data['kind'] === 'store'
        ? 'continued: the store can be read again'
        : `continued: the ${text(data['kind'])} has ended`;
    case 'approval_waiting':
      return awaitsApproval(data);
    case 'approval_granted':
      return granted(data);
    case 'recycle_requested':
      return 'recycle requested';
    case 'recycle_state':
      return reportedState(data);
    case 'recycle_proved': {
      const instance = text(field(data['after'], 'instanceId') ?? data['instanceId']);
      return instance === undefined ? 'recycle verified' : `recycle verified: now ${instance}`;
    }
    case 'instance_finished':
      return 'finished';
    case 'instance_failed':
      return isNotStarted(data['code']) ? stoppedBefore(data) : failure(data);
    default:
      return undefined;
  }
}

const machine = ({ after }: Data): string => {
  const instance = text(field(after, 'instanceId'));
  return instance === undefined ? 'finished' : `now ${instance}`;
};

const shortForms: Readonly<Record<string, (data: Data) => string>> = {
  instance_started: () => '',
  recycle_proved: machine,
  instance_finished: machine,
};

/** The line of an event in a list that shows phase, state and numbers elsewhere. */
export const shortPhrase = (event: RecyclerEvent): string | undefined =>
  Object.hasOwn(shortForms, event.event) ? shortForms[event.event]?.(event.event_data) : phrase(event);
