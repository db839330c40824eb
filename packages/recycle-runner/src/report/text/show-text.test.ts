import { describe, expect, it } from '@jest/globals';
import { exampleLedger, exampleView } from '../view/example-view.ts';
import { showText } from './show-text.ts';

const [instance] = exampleLedger().instances;

describe('showText', () => {
  it('shows operator, instances, phases and the record', () =>
    expect(showText(exampleView(), { columns: 80, folder: '/state/runs/r1' })).toBe(
      `Run 20261123T070000Z-ab12 of kafka: ✔ done
1 of 1 instance recycled in 1m20s

  Image           ami-old → ami-new
  Group           kafka-prod (sig-1)
  Operator        root (sudo by alice) on jump-1
  Started         2026-11-23 07:00:00 UTC
  Ended           2026-11-23 07:01:20 UTC
  Health check    kafka
  Versions        esg-recycler 0.1.0, Node 24.21.0
  Command         recycle-runner --esg kafka-prod --yes

Instances
  ✔ 10.0.0.11  ssi-1  done  07:00:20, 40s
    i-1 -> i-2, ami-old -> ami-new
    Health check before 10s, Recycle 30s

Record: /state/runs/r1`,
    ));

  it('fits into 80 columns', () => {
    const words = 'a reason that is long '.repeat(12).trim();
    const view = exampleView({
      outcome: 'failed',
      instances: [{ ...instance!, state: 'failed', reason: words }],
      overrides: [{ rule: 'single-replica', reason: words }],
      findings: [{ code: 'several-zones', severity: 'warn', subject: 'sig-1', message: words }],
      error: { code: 'gate-shut', message: words, hint: words, exitCode: 1, runbook: 'docs/x.md' },
    });
    const lines = showText(view, { columns: 80 }).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toMatch(/Error \(gate-shut\): .*\nNext: .*Runbook: docs\/x.md/s);
  });
});
