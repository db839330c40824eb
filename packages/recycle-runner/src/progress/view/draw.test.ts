import { describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { eventAt, failingCheck, finished, planOf, progressAfter } from '../test-support/events.ts';
import { draw } from './draw.ts';
import { noPaint } from './paint.ts';
import { symbolsFor } from './symbols.ts';
import type { View } from './view.ts';

const view: View = {
  now: 230_000,
  frame: 0,
  columns: 80,
  rows: 30,
  paint: noPaint,
  symbols: symbolsFor({ LANG: 'C.UTF-8' }),
  earlier: [],
};
const failing = progressAfter(
  planOf(4),
  ...finished('ssi-1', 1, 119),
  eventAt(121, 'instance_deferred', 'ssi-2', { yieldTo: ['ssi-3'] }),
  ...failingCheck('ssi-3', 125),
);
const drawn = (change: Partial<View> = {}): string => `\n${draw(failing, { ...view, ...change }).join('\n')}\n`;

describe('draw', () => {
  it('fits 80 columns', () => {
    expect(drawn()).toBe(`
Recycling kafka  run r1
██████████████████░░░░░░░░░░░░░░░░░░░░░  1 of 4 done · 3m49s · about 4m30s left

  ✔ ssi-1  10.0.0.1   1m59s  now i-new
  · ssi-2  10.0.0.2          deferred: ssi-3 goes first
  ⠋ ssi-3  10.0.0.3   1m45s  step 7 of 7: check after
  · ssi-4  10.0.0.4

ssi-3 (10.0.0.3): step 7 of 7
  ✔ 1 read the cluster                    2s
  ✔ 2 health check before the recycle     6s
  ✔ 3 prepare and drain                   4s
  ✔ 4 recycle in Spot                  1m03s
  ✔ 5 verify the new machine              2s  now i-new
  ✔ 6 reconnect                          13s
  ⠋ 7 health check after the recycle     15s  failing
      nodes serving 3 of 3, partitions in sync 118 of 120
      in-sync-replicas: 2 of 120 partitions are under-replicated: orders-3 (out
      of sync: 2), payments-with-a-rather-long-name-7 (out of sync: 2)
`);
  });

  it('fits 60 columns', () => {
    expect(drawn({ columns: 60 })).toBe(`
Recycling kafka  run r1
████████░░░░░░░░░░░  1 of 4 done · 3m49s · about 4m30s left

  ✔ ssi-1  10.0.0.1   1m59s  now i-new
  · ssi-2  10.0.0.2          deferred: ssi-3 goes first
  ⠋ ssi-3  10.0.0.3   1m45s  step 7 of 7: check after
  · ssi-4  10.0.0.4

ssi-3 (10.0.0.3): step 7 of 7
  ✔ 1 read the cluster                    2s
  ✔ 2 health check before the recycle     6s
  ✔ 3 prepare and drain                   4s
  ✔ 4 recycle in Spot                  1m03s
  ✔ 5 verify the new machine              2s  now i-new
  ✔ 6 reconnect                          13s
  ⠋ 7 health check after the recycle     15s  failing
      nodes serving 3 of 3, partitions in sync 118 of 120
      in-sync-replicas: 2 of 120 partitions are
      under-replicated: orders-3 (out of sync: 2),
      payments-with-a-rather-long-name-7 (out of sync: 2)
`);
  });

  it('shows the reason on one line where 150 columns have room for it', () => {
    expect(drawn({ columns: 150 })).toContain(
      '\n      in-sync-replicas: 2 of 120 partitions are under-replicated: orders-3 (out of sync: 2), payments-with-a-rather-long-name-7 (out of sync: 2)\n',
    );
  });

  it('shows the time left of a wait, and the phases to come', () => {
    const progress = progressAfter(
      planOf(1),
      eventAt(0, 'instance_started', 'ssi-1'),
      eventAt(5, 'cluster_watched', 'ssi-1', { seconds: 60 }),
    );
    expect(draw(progress, { ...view, now: 23_000 }).slice(6)).toEqual([
      '  ⠋ 1 read the cluster                   23s',
      '      waiting for a quiet period of 1m, 42s left: there is no record of a',
      '      finished run of this cluster',
      '  · 2 health check before the recycle',
      '  · 3 prepare and drain',
      '  · 4 recycle in Spot',
      '  · 5 verify the new machine',
      '  · 6 reconnect',
      '  · 7 health check after the recycle',
    ]);
  });

  it.each([
    [80, ['  ⠋ 4 recycle in Spot                    15s  RECYCLING (i-00000000000000001)']],
    [60, ['  ⠋ 4 recycle in Spot                    15s', '      RECYCLING (i-00000000000000001)']],
  ])('shows the state in Spot at %i columns', (columns, rows) => {
    const progress = progressAfter(
      planOf(1),
      eventAt(0, 'instance_started', 'ssi-1'),
      eventAt(5, 'recycle_requested', 'ssi-1'),
      eventAt(6, 'recycle_state', 'ssi-1', { state: 'RECYCLING', instanceId: 'i-00000000000000001' }),
    );
    expect(draw(progress, { ...view, now: 20_000, columns }).slice(7, 7 + rows.length)).toEqual(rows);
  });

  it('counts the checks that have passed', () => {
    const passed = eventAt(220, 'gate_waiting', 'ssi-3', { phase: 'after', passed: 3, count: 12 });
    const progress = progressAfter(planOf(4), ...failingCheck('ssi-3', 125), passed);
    const lines = draw(progress, view);
    expect(lines).toContainEqual(expect.stringMatching(/7 health check .* 15s {2}3 of 12 checks passed in a row$/));
    expect(lines.join('\n')).not.toContain('in-sync-replicas');
  });

  it('says that Ansible starts between two instances', () => {
    expect(draw(progressAfter(planOf(2), ...finished('ssi-1', 1, 9)), view).at(-1)).toBe(
      '  ⠋ starting ansible-playbook for the next instance',
    );
  });

  it('shows the instances around the one in progress, and counts the others', () => {
    const before = Array.from({ length: 40 }, (_, index) => finished(`ssi-${index + 1}`, index * 10 + 1, 9)).flat();
    const progress = progressAfter(planOf(100), ...before, ...failingCheck('ssi-41', 401));
    const lines = draw(progress, { ...view, now: 600_000, rows: 24 });
    expect(lines).toHaveLength(23);
    expect(lines.slice(3, 11)).toEqual([
      '  … before: 37 done',
      '  ✔ ssi-38   10.0.0.38       9s  now i-new',
      '  ✔ ssi-39   10.0.0.39       9s  now i-new',
      '  ✔ ssi-40   10.0.0.40       9s  now i-new',
      '  ⠋ ssi-41   10.0.0.41    3m19s  step 7 of 7: check after',
      '  · ssi-42   10.0.0.42',
      '  · ssi-43   10.0.0.43',
      '  … after: 57 pending',
    ]);
  });

  it('uses only ASCII outside UTF-8', () => {
    const text = drawn({ symbols: symbolsFor({ LANG: 'C' }) });
    // eslint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\x00-\x7f]*$/);
  });

  it.each([
    [20, 6],
    [40, 10],
    [60, 16],
    [80, 24],
    [120, 40],
  ])('never exceeds %i columns and %i rows', (columns, rows) => {
    const progress = progressAfter(planOf(100), ...failingCheck('ssi-3', 125));
    const lines = draw(progress, { ...view, columns, rows });
    expect(lines.length).toBeLessThan(rows);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThan(columns);
  });
});
