import type { NumberedEvent } from '../events/event-log.ts';
import { type Finding, formatDuration } from '@esg-recycler/core';
import { isElsewhere, namesOf } from '../ansible/failed-task.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

const withDetail = (words: string, detail: unknown): string => {
  const found = text(detail);
  return found === undefined ? words : `${words}: ${found}`;
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const list = (ids: unknown): string | undefined => (Array.isArray(ids) ? ids.join(', ') : undefined);

const appended = (ids: unknown): string | undefined =>
  Array.isArray(ids) ? `due by now, and appended: ${ids.join(', ')}` : undefined;

function stateOf(data: Record<string, unknown>): string {
  if (data['error'] !== undefined) return `still waiting, though Spot cannot be read: ${text(data['error'])}`;
  const instance = text(data['instanceId']);
  const lead = data['by'] === 'itself' ? 'left ACTIVE by itself, ' : '';
  return `${lead}is ${text(data['state']) ?? 'in an unknown state'}${instance ? ` as ${instance}` : ''}`;
}

/** It did not fail: another instance is in the way of every recycle. */
const stoppedBefore = (data: Record<string, unknown>): string =>
  withDetail('not touched', data['message'] ?? data['msg'] ?? data['code']);

/** The rules that refuse it in few words: what each found was told while it was waited for, and ends the run. */
function failure(data: Record<string, unknown>): string {
  const rules = namesOf(data['findings'] as Finding[] | undefined);
  if (rules !== '') return `FAILED: kept shut by ${rules}`;
  const code = text(data['code']);
  return withDetail(code === undefined ? 'FAILED' : `FAILED (${code})`, data['message'] ?? data['msg']);
}

/** Where neither the cluster nor ports are asked, there is no gate to speak of. */
const hasGate = ({ kind, ports }: Record<string, unknown>): boolean =>
  text(kind) !== undefined || (list(ports) ?? '') !== '';

const gateOf = ({ phase }: Record<string, unknown>): string => `gate ${text(phase) ?? ''}`.trimEnd();

const waiting = (data: Record<string, unknown>): string | undefined =>
  hasGate(data) || text(data['reason']) !== undefined
    ? withDetail(`waiting for the ${gateOf(data)}`, data['reason'])
    : undefined;

const passed = (data: Record<string, unknown>): string | undefined =>
  hasGate(data) ? `${gateOf(data)} passed` : undefined;

/** Nothing else happens meanwhile, for a minute or more. */
function watched(data: Record<string, unknown>): string {
  const time = formatDuration(Number(data['seconds']) * 1000);
  const changes = (Array.isArray(data['changes']) ? data['changes'] : []).map(
    (change) => `${text(field(change, 'ssi')) ?? ''} ${stateOf(change as Record<string, unknown>)}`,
  );
  return changes.length === 0
    ? `waiting: no clean end of an earlier roll is on record here, so the cluster is watched for ${time} first`
    : `waiting until nothing changes for ${time}: ${changes.join(', ')}, without a request on record here (is somebody else rolling it?)`;
}

/** What an event tells a person who watches; undefined for those that tell programs only. */
export function phrase({ event, event_data: data }: NumberedEvent): string | undefined {
  switch (event) {
    case 'run_planned':
      return appended(data['appended']);
    case 'instance_started':
      return 'started';
    case 'instance_skipped':
      return withDetail('skipped', data['reason']);
    case 'instance_deferred':
      return withDetail('left for later, these go first', list(data['yieldTo']));
    case 'drain_started':
      return 'drain started';
    case 'gate_waiting':
      return waiting(data);
    case 'gate_passed':
      return passed(data);
    case 'cluster_watched':
      return watched(data);
    case 'recycle_requested':
      return 'recycle requested';
    case 'recycle_state':
      return stateOf(data);
    case 'recycle_proved':
      return withDetail('recycle proved', field(data['after'], 'instanceId') ?? data['instanceId']);
    case 'instance_finished':
      return 'finished';
    case 'instance_failed':
      return isElsewhere(data['code']) ? stoppedBefore(data) : failure(data);
    default:
      return undefined;
  }
}
