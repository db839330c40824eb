import { describe, expect, it } from '@jest/globals';
import { markdownReport } from './markdown.ts';
import { exampleEvent, exampleLedger, exampleView } from './view/example-view.ts';

const [instance] = exampleLedger().instances;

describe('markdownReport', () => {
  it('can be pasted into a change ticket', () =>
    expect(markdownReport(exampleView({ overrides: [{ rule: 'single-replica', reason: 'a scratch topic' }] }))).toBe(
      `## kafka: ✔ done

1 of 1 instance recycled in 1m20s. Run \`20261123T070000Z-ab12\`.

- Image: ami-old → ami-new
- Group: kafka-prod (sig-1)
- Operator: root (sudo by alice) on jump-1
- Started: 2026-11-23 07:00:00 UTC
- Ended: 2026-11-23 07:01:20 UTC
- Health check: kafka
- Versions: esg-recycler 0.1.0, Node 24.21.0
- Command: \`recycle-runner --esg kafka-prod --yes\`

### Instances: before and after

| Instance | Result | EC2 instance | Image | Address | Volumes | Note |
| --- | --- | --- | --- | --- | --- | --- |
| ssi-1 | ✔ done | i-1 → i-2 | ami-old → ami-new | 10.0.0.11 (unchanged) | vol-1 (unchanged) |  |

### Phases

| Instance | Start (UTC) | Took | Phases |
| --- | --- | --- | --- |
| ssi-1 | 07:00:20 | 40s | Health check before 10s, Recycle 30s |

### Overrides

- \`single-replica\`: a scratch topic
`,
    ));

  it('lists what the run waited for', () => {
    const held = exampleEvent('run_held', { kind: 'hold', reason: 'a | demo', by: 'bob@jump' });
    expect(markdownReport(exampleView({}, [held]))).toContain(
      String.raw`| 07:00:31 | until the end of the run | hold: a \| demo | bob\@jump |`,
    );
  });

  it('formats nothing that a name contains', () => {
    const hostile = 'a|b <img src=x> [x](y)\n# head @all `tick`';
    const text = markdownReport(exampleView({ cluster: hostile, instances: [{ ...instance!, ssi: hostile }] }));
    const escaped = String.raw`a\|b \<img src=x\> \[x\](y) \# head \@all \`tick\``;
    expect(text.split('\n')[0]).toBe(`## ${escaped}: ✔ done`);
    expect(text).toContain(`| ${escaped} | ✔ done |`);
    expect(text).not.toMatch(/^# head/m);
  });

  it('keeps backticks of a command in its code span', () =>
    expect(markdownReport(exampleView({ origin: { ...exampleLedger().origin!, command: "x '`y`'" } }))).toContain(
      "- Command: `` x '`y`' ``",
    ));
});
