import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { executable, node, python, repository } from './support/executables.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { openPane, type Pane, tmux } from './support/tmux.ts';

const instances = ['ssi-1', 'ssi-2', 'ssi-3'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${71 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const reason =
  '3 of 120 partitions are under-replicated: orders-3 (out of sync: 2), payments-12 (out of sync: 2), audit-log-7 (out of sync: 2, 3)';

const withTmux = tmux === undefined ? describe.skip : describe;

withTmux('the view of a roll in a terminal', () => {
  let site: RollSite;
  let pane: Pane;
  beforeEach(async () => {
    site = await startRollSite({ groups: [kafka], recycling: { durationMs: 10_000 } });
  });
  afterEach(async () => {
    await pane.close();
    await site.stop();
  });

  const open = async (environment: Record<string, string> = {}): Promise<void> => {
    const variables = {
      ansible_python_interpreter: python('python3'),
      esg_recycle_health: 'command',
      esg_recycle_health_options: { command: [node, join(repository, 'e2e/support/gate.mjs'), site.folder] },
      esg_recycle_check_count: 3,
      esg_recycle_check_interval: '200ms',
    };
    const args = ['--esg', 'sig-kafka', '--poll-interval', '500ms', '--yes', '--', '-e', JSON.stringify(variables)];
    pane = await openPane([node, executable('recycle-runner'), ...args], {
      folder: site.folder,
      environment: { ...site.environment, ...environment },
      columns: 80,
      rows: 30,
    });
  };
  const textOf = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ');
  const isComplete = (lines: readonly string[]): boolean => textOf(lines).includes(reason);
  const viewIn = (lines: readonly string[]): string[] =>
    lines.slice(lines.findIndex((line) => line.startsWith('Recycling ')));
  const isNarrower = (lines: readonly string[], columns: number): boolean =>
    lines.every(({ length }) => length < columns);
  const countOf = (lines: readonly string[], start: string): number =>
    lines.filter((line) => line.startsWith(start)).length;

  it('shows phases, numbers and the complete reason of a failing check at every width', async () => {
    await open();
    await pane.until((lines) => textOf(lines).includes('0 of 3 done'));
    await pane.until((lines) => /4 recycle in Spot +\d+s {2}RECYCLING \(i-\w+\)$/m.test(lines.join('\n')));
    site.write('failing', reason);

    const at80 = await pane.until(isComplete);
    expect(at80.join('\n')).toMatch(/^Recycling sig-kafka {2}run \d{8}T\d{6}Z-\w+$/m);
    expect(at80.join('\n')).toMatch(/^[█░]+ {2}0 of 3 done · \d+s · at least 2s left$/m);
    expect(at80.join('\n')).toMatch(/^ {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] ssi-1 {2}127\.0\.1\.71 +\d+s {2}step 7 of 7: check after$/m);
    expect(at80.join('\n')).toMatch(/^ {2}· ssi-2 {2}127\.0\.1\.72$/m);
    expect(at80.join('\n')).toMatch(/^ {2}✔ 2 health check before the recycle +\d+s$/m);
    expect(at80.join('\n')).toMatch(/^ {2}✔ 5 verify the new machine +\d+s {2}now i-\w+$/m);
    expect(at80.join('\n')).toMatch(/^ {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] 7 health check after the recycle +\d+s {2}failing$/m);

    for (const columns of [60, 120, 60, 80]) {
      await pane.resize({ columns, rows: 30 });
      const lines = await pane.until((shown) => isComplete(shown) && isNarrower(viewIn(shown), columns));
      expect(countOf(lines, 'Recycling ')).toBe(1);
      expect(countOf(lines, 'ssi-1 (127.0.1.71): step 7 of 7')).toBe(1);
    }
    expect((await pane.colored()).join('\n')).toContain('\u001b[33m');

    await pane.press('C-c');
    await pane.until((lines) => countOf(lines, 'Stopping: ssi-1 is finished first') === 1);
    rmSync(join(site.folder, 'failing'));
    expect(await pane.exited()).toBe(130);
    const all = await pane.history();
    expect(all).toMatch(/^Run \S+: 1 done, 0 skipped, 0 failed, 2 pending in /m);
    expect(all.match(/Stopped on request/g)).toHaveLength(1);
    expect(all).not.toMatch(/^Recycling /m);
    expect(site.requested()).toEqual(['ssi-1']);
  }, 300_000);

  it('uses no color with NO_COLOR, and shows an error once', async () => {
    site.simulator.cloud.setRecycling('ssi-1', { imageAfter: 'ami-other' });
    await open({ NO_COLOR: '1' });
    await pane.until((lines) => textOf(lines).includes('step 4 of 7'));
    expect((await pane.colored()).join('\n')).not.toContain('\u001b[3');
    expect(await pane.exited()).toBe(1);
    const end = (await pane.history()).split(/^Run \S+: /m)[1] ?? '';
    expect(end).toMatch(/^0 done, 0 skipped, 1 failed, 2 pending/);
    expect(end).toMatch(
      /^ {2}failed +ssi-1 [^]*; image-not-target\n[^]*^Error \(image-not-target\): [^]*^Next: [^]*^Runbook: [^]*^Record: /m,
    );
    expect(end.match(/ami-other, which is not|is ACTIVE again/g)).toHaveLength(1);
  }, 300_000);

  it('prints dated lines in CI', async () => {
    await open({ CI: 'true' });
    await pane.until((lines) => /^\d{4}-\d\d-\d\dT[\d:]{8}Z {2}1\/3 {2}ssi-1 {2}started$/m.test(lines.join('\n')));
    await pane.press('C-c');
    expect(await pane.exited()).toBe(130);
    expect(await pane.history()).not.toContain('step 1 of 7');
  }, 300_000);
});
