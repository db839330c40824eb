import { describe, expect, it } from '@jest/globals';
import { candidateOf } from './fixtures.ts';
import { inForetoldOrder, readLook } from './gate-look.ts';
import { gateLine } from './gate-look-text.ts';
import type { NumberedEvent } from './event-log.ts';
import { planRoll } from './plan.ts';

const plan = (count: number) =>
  planRoll(
    Array.from({ length: count }, (_, index) =>
      candidateOf({ ssi: `ssi-${index + 1}`, groupName: 'zk', address: `10.0.0.${index + 1}`, due: index < 9 }),
    ),
  );
const event = (name: string, n: number, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi: `ssi-${n}`,
  event_data,
});
const passed = (n: number) => event('gate_passed', n, { phase: 'before' });
const deferred = (n: number, role: string, ...first: number[]) =>
  event('instance_deferred', n, { role, yieldTo: first.map((one) => `ssi-${one}`) });
const look = (count: number, ...events: NumberedEvent[]) => readLook('zookeeper', plan(count), events);

describe('gateLine', () => {
  it.each<[string, NumberedEvent[], string | undefined]>([
    ['all is well', [passed(1), passed(2), passed(3)], 'open for each of them'],
    [
      'one leads',
      [deferred(1, 'leader', 2, 3), passed(2), passed(3)],
      'open for ssi-2, ssi-3; ssi-1 leads and goes last',
    ],
    [
      'another does not serve',
      [deferred(1, 'leader', 3, 2), deferred(2, 'follower', 3), passed(3)],
      'open for ssi-3; ssi-3 goes first, ssi-1 leads and goes last',
    ],
    [
      'a later one is shut',
      [
        passed(1),
        passed(2),
        event('instance_failed', 3, {
          task_action: 'x.cluster_health',
          findings: [{ code: 'in-sync', severity: 'block' }],
        }),
      ],
      'open for ssi-1, ssi-2, shut for ssi-3 (in-sync) as of now',
    ],
  ])('says in one line that %s', (_, events, expected) =>
    expect(gateLine(look(3, ...events))).toBe(`gate zookeeper: looked at, ${expected}`),
  );

  it('counts where names would fill the line', () =>
    expect(gateLine(look(7, ...[1, 2, 3, 4, 5, 6].map(passed)))).toContain('open for 6 of 7'));

  it('says nothing where nothing was told', () => {
    expect(gateLine(look(3))).toBeUndefined();
    expect(gateLine(undefined)).toBeUndefined();
  });
});

describe('inForetoldOrder', () => {
  const order = (...events: NumberedEvent[]) => inForetoldOrder(plan(3), look(3, ...events)).map(({ ssi }) => ssi);

  it('puts nobody before those that it lets go first', () =>
    expect(order(deferred(1, 'leader', 3, 2), deferred(2, 'follower', 3), passed(3))).toEqual([
      'ssi-3',
      'ssi-2',
      'ssi-1',
    ]));

  it('keeps the order of the plan otherwise, even where they wait for each other', () => {
    expect(order(passed(1), passed(2), passed(3))).toEqual(['ssi-1', 'ssi-2', 'ssi-3']);
    expect(order(deferred(1, 'leader', 2), deferred(2, 'leader', 1), deferred(3, 'leader', 9))).toEqual([
      'ssi-3',
      'ssi-1',
      'ssi-2',
    ]);
  });

  it('leaves what is not due below', () =>
    expect(inForetoldOrder(plan(10), readLook('zookeeper', plan(9), [deferred(1, 'leader', 9)])).at(-1)?.ssi).toBe(
      'ssi-10',
    ));
});
