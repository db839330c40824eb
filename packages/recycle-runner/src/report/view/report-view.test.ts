import { describe, expect, it } from '@jest/globals';
import { exampleEvent, exampleLedger, exampleView } from './example-view.ts';
import { reportView } from './report-view.ts';

const factOf = (view: ReturnType<typeof exampleView>, name: string): string | undefined =>
  view.facts.find(([label]) => label === name)?.[1];
const [instance] = exampleLedger().instances;

describe('reportView', () => {
  it('names operator, image, group and versions', () => {
    const view = exampleView();
    expect(['Operator', 'Image', 'Group', 'Versions'].map((name) => factOf(view, name))).toEqual([
      'root (sudo by alice) on jump-1',
      'ami-old → ami-new',
      'kafka-prod (sig-1)',
      'esg-recycler 0.1.0, Node 24.21.0',
    ]);
    expect(view).toMatchObject({ headline: '1 of 1 instance recycled', tookMs: 80_000, outcome: 'done' });
  });

  it('shows what changed, and what did not', () =>
    expect(exampleView().instances[0]?.changes).toEqual([
      { what: 'EC2 instance', before: 'i-1', after: 'i-2', isSame: false },
      { what: 'Image', before: 'ami-old', after: 'ami-new', isSame: false },
      { what: 'Address', before: '10.0.0.11', after: '10.0.0.11', isSame: true },
      { what: 'Volumes', before: 'vol-1', after: 'vol-1', isSame: true },
    ]));

  it('shows the instance before the run that began its recycle', () => {
    const earlier = { run: 'r1', before: { ...instance!.before!, instanceId: 'i-0' } };
    const [shown] = exampleView({ instances: [{ ...instance!, before: instance!.after, earlier }] }).instances;
    expect(shown).toMatchObject({ earlierRun: 'r1', changes: [{ before: 'i-0', after: 'i-2' }, {}, {}, {}] });
  });

  it('takes the phases from the events where the ledger has none', () => {
    const { phases: _, ...old } = instance!;
    const [shown] = exampleView({ instances: [old] }, [exampleEvent('recycle_requested')]).instances;
    expect(shown?.phases.map(({ name }) => name)).toEqual(['recycle']);
  });

  it('lists the events of the roll, without those of Ansible and of passed checks', () => {
    const view = exampleView({}, [
      exampleEvent('instance_started'),
      exampleEvent('runner_on_ok', { task: 'x' }),
      exampleEvent('gate_waiting', { phase: 'after', passed: 1, count: 12 }),
      { ...exampleEvent('run_finished'), ssi: undefined },
    ]);
    expect(view.events).toEqual([
      { lines: ['07:00:31  run_finished'] },
      { ssi: 'ssi-1', lines: ['07:00:31  instance_started: started'] },
    ]);
  });

  it('names the machine that has the events when they are not here', () => {
    const ledger = exampleLedger();
    expect(reportView({ recorded: { ledger, outcome: 'done' } }).eventsNote).toContain('on jump-1');
    expect(exampleView().eventsNote).toBeUndefined();
  });

  it.each([
    [undefined, '2 instances, then 10m of health checks: not finished'],
    ['2026-11-23T07:01:00.000Z', '2 instances, then 10m of health checks: passed'],
  ])('names the rolled back run, and the canary with a bake that ended at %s', (bakedAt, text) => {
    const view = exampleView({ rollbackOf: 'r1', canary: { count: 2, bakeMs: 600_000, done: [], bakedAt } });
    expect([factOf(view, 'Rolls back'), factOf(view, 'Canary')]).toEqual(['r1', text]);
  });

  it('reads a ledger of an older version', () => {
    const { origin: _, groupNames: __, ...old } = exampleLedger({ instances: [] });
    const view = reportView({ recorded: { ledger: old, outcome: 'done' } });
    expect([view.headline, factOf(view, 'Operator')]).toEqual(['No instance needed a recycle', 'not recorded']);
  });
});
