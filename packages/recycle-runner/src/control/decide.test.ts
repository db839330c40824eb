import { describe, expect, it } from '@jest/globals';
import { type ControlState, decideNext } from './decide.ts';

const now = Date.parse('2026-11-28T20:00:00Z');
const minute = 60_000;
const state = (change: Partial<ControlState> = {}): ControlState => ({
  now,
  ssi: 'ssi-2',
  recycled: 1,
  control: {},
  canary: 1,
  objections: [],
  vetoTimeoutMs: 60 * minute,
  ...change,
});
const hold = { by: 'bob@jump', at: '2026-11-28T19:55:00.000Z', reason: 'a customer demo' };
const yes = { by: 'bob@jump', at: '2026-11-28T19:55:00.000Z', answer: 'yes' as const };
const night = { text: '22:00-06:00 UTC', opensInMs: 120 * minute };
const alert = { subject: 'https://prometheus', reason: 'KafkaDown is firing' };

/** The decision in one line: what, why, until when. */
function decided(change: Partial<ControlState>): string {
  const decision = decideNext(state(change));
  if (decision.do === 'wait') {
    const { kind, reason, ...rest } = decision.wait;
    return [`wait ${kind}: ${reason}`, 'until' in rest && rest.until].filter(Boolean).join(' until ');
  }
  if (decision.do === 'stop') return `stop ${decision.why}: ${decision.reason}`;
  return decision.do;
}

describe('decideNext', () => {
  it.each<[string, Partial<ControlState>, string]>([
    ['nothing objects', {}, 'go'],
    ['the run is held', { control: { hold } }, 'wait hold: held by bob@jump: a customer demo'],
    ['it is held without a reason', { control: { hold: { by: 'b@j', at: hold.at } } }, 'wait hold: held by b@j'],
    ['the cluster is frozen', { freeze: 'the tag' }, 'wait freeze: the tag'],
    ['it is held and frozen', { freeze: 'the tag', control: { hold } }, 'wait hold: held by bob@jump: a customer demo'],
    ['the window is open', { window: { ...night, opensInMs: 0 } }, 'go'],
    [
      'the window is closed',
      { window: night },
      'wait window: outside the window 22:00-06:00 UTC until 2026-11-28T22:00:00.000Z',
    ],
    [
      'the window never opens',
      { window: { ...night, opensInMs: Infinity } },
      'wait window: the window 22:00-06:00 UTC does not open in the next two days',
    ],
    ['it is frozen outside the window', { freeze: 'the tag', window: night }, 'wait freeze: the tag'],
    ['time is left', { stopAt: now + 1 }, 'go'],
    ['the time is over', { stopAt: now }, 'stop out-of-time: the time of --stop-after is over'],
    [
      'the time is over while it is held',
      { stopAt: now, control: { hold } },
      'stop out-of-time: the time of --stop-after is over',
    ],
    [
      'the window opens too late',
      { stopAt: now + 60 * minute, window: night },
      'stop out-of-time: the window 22:00-06:00 UTC opens after the time of --stop-after is over',
    ],
    [
      'the window opens in time',
      { stopAt: now + 121 * minute, window: night },
      'wait window: outside the window 22:00-06:00 UTC until 2026-11-28T22:00:00.000Z',
    ],
    [
      'a veto objects',
      { objections: [alert] },
      'wait veto: https://prometheus: KafkaDown is firing until 2026-11-28T21:00:00.000Z',
    ],
    [
      'vetoes have objected for a while',
      { objections: [alert, { ...alert, subject: 'https://b' }], vetoedSince: now - 59 * minute },
      'wait veto: https://prometheus: KafkaDown is firing; https://b: KafkaDown is firing until 2026-11-28T20:01:00.000Z',
    ],
    [
      'a veto has objected too long',
      { objections: [alert], vetoedSince: now - 60 * minute },
      'stop vetoed: https://prometheus: KafkaDown is firing, for 1h',
    ],
    ['each must be approved', { approve: 'each' }, 'wait approval: approval of ssi-2'],
    ['this one is approved', { approve: 'each', control: { approvals: { 'ssi-2': yes } } }, 'go'],
    [
      'another one is approved',
      { approve: 'each', control: { approvals: { 'ssi-1': yes } } },
      'wait approval: approval of ssi-2',
    ],
    ['all are approved', { approve: 'each', control: { approvals: { '*': yes } } }, 'go'],
    [
      'it must be skipped',
      { approve: 'each', control: { approvals: { 'ssi-2': { ...yes, answer: 'skip' } } } },
      'skip',
    ],
    [
      'all are approved but it must be skipped',
      { approve: 'each', control: { approvals: { 'ssi-2': { ...yes, answer: 'skip' }, '*': yes } } },
      'skip',
    ],
    ['a canary is first', { approve: 'canary', recycled: 1, canary: 2 }, 'go'],
    [
      'the canaries are done',
      { approve: 'canary', recycled: 2, canary: 2 },
      'wait approval: approval after 2 recycled',
    ],
    ['the rest is approved after the canary', { approve: 'canary', control: { approvals: { '*': yes } } }, 'go'],
    [
      'a veto objects to an approved one',
      { approve: 'each', control: { approvals: { '*': yes } }, objections: [alert] },
      'wait veto: https://prometheus: KafkaDown is firing until 2026-11-28T21:00:00.000Z',
    ],
    [
      'a veto objects before the approval',
      { approve: 'each', objections: [alert] },
      'wait veto: https://prometheus: KafkaDown is firing until 2026-11-28T21:00:00.000Z',
    ],
  ])('when %s', (_, change, expected) => expect(decided(change)).toBe(expected));
});
