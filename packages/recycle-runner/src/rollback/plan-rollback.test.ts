import type { Ledger, LedgerInstance, LedgerState } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../fixtures.ts';
import { planRollback } from './plan-rollback.ts';

const images = { 'sig-1': 'ami-old' };
/** The EC2 instance before the run; the fixture runs `i-ID` now. */
const entryOf = (ssi: string, state: LedgerState = 'recycled', instanceId = 'i-before'): LedgerInstance => ({
  ssi,
  group: 'sig-1',
  address: null,
  state,
  ...(state !== 'pending' && {
    before: { instanceId, imageId: 'ami-old', privateIp: null, launchedAt: null, devices: [] },
  }),
});
const ledgerOf = (...instances: LedgerInstance[]): Ledger => ({
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: { 'sig-1': 'ami-new' },
  startedAt: '',
  instances,
});
const running = (image: string, ...ids: string[]) => ids.map((ssi) => ({ ssi, image }));
const codes = (plan: { findings: { code: string; severity: string }[] }): string[] =>
  plan.findings.map(({ code, severity }) => `${severity} ${code}`);

describe('planRollback', () => {
  it.each([
    ['a recycled instance', entryOf('a'), ['a']],
    ['an interrupted instance whose recycle took effect', entryOf('a', 'interrupted'), ['a']],
    ['a failed instance that was replaced', entryOf('a', 'failed'), ['a']],
    ['no failed instance that was not replaced', entryOf('a', 'failed', 'i-a'), []],
    ['no pending instance', entryOf('a', 'pending'), []],
  ])('recycles %s', (_, entry, instances) =>
    expect(planRollback(ledgerOf(entry), viewOf(running('ami-new', 'a')), images).instances).toEqual(instances),
  );

  it('recycles an instance that failed again in a later run', () => {
    const { before, ...entry } = entryOf('a', 'failed');
    const again = { ...entry, before: { ...before!, instanceId: 'i-a', imageId: 'ami-new' } };
    const earlier = { run: 'r0', before: before! };
    const view = viewOf(running('ami-new', 'a'));
    expect(planRollback(ledgerOf({ ...again, earlier }), view, images).instances).toEqual(['a']);
  });

  it('recycles an instance whose recycle is still in progress', () => {
    const view = viewOf([{ ssi: 'a', image: 'ami-old', isUnderWay: true }]);
    expect(planRollback(ledgerOf(entryOf('a', 'interrupted', 'i-a')), view, images).instances).toEqual(['a']);
  });

  it('keeps an instance in its plan that is back already', () =>
    expect(planRollback(ledgerOf(entryOf('a')), viewOf(running('ami-old', 'a')), images).instances).toEqual(['a']));

  it('leaves an instance by name that runs another image since', () => {
    const view = viewOf([...running('ami-new', 'a'), ...running('ami-other', 'b')]);
    const plan = planRollback(ledgerOf(entryOf('a'), entryOf('b')), view, images);
    expect(plan.instances).toEqual(['a']);
    expect(plan.left.get('b')).toBe('runs ami-other since');
    expect(plan.findings[0]?.message).toContain('b runs ami-other, not ami-new of run r1');
    expect(codes(plan)).toEqual(['warn rollback-moved']);
  });

  it('warns about instances that another run moved to the same image', () => {
    const plan = planRollback(ledgerOf(entryOf('a')), viewOf(running('ami-new', 'a', 'b')), images);
    expect(plan.left.get('b')).toBe('not changed by that run');
    expect(codes(plan)).toEqual(['warn rollback-others']);
  });

  it.each([
    ['blocks', [], 'block rollback-superseded'],
    ['is overridden', [{ rule: 'rollback-superseded', reason: 'agreed' }], 'warn rollback-superseded'],
  ])('%s when somebody else has changed the group', (_, overrides, finding) => {
    const view = viewOf([{ ssi: 'a', image: 'ami-new', target: 'ami-third' }]);
    expect(codes(planRollback(ledgerOf(entryOf('a')), view, images, overrides))).toEqual([finding]);
  });
});
