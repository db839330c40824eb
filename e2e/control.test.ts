import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { startTerminal } from './support/terminal.ts';

const instances = [1, 2, 3].map((n) => ({ id: `ssi-${n}`, privateIp: `127.0.1.${110 + n}`, imageId: 'ami-old' }));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '60s'];
const all = ['ssi-1', 'ssi-2', 'ssi-3'];

let site: RollSite;
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await site.stop();
});

const open = async (): Promise<void> => {
  site = await startRollSite({ groups: [kafka], recycling: { durationMs: 500 } });
};

interface Status {
  run: string;
  state: string;
  done: number;
  total: number;
  operator?: string;
  outcome?: string;
  doing?: { ssi?: string; text: string };
  waitsFor?: { kind: string; reason: string; ssi?: string };
}
/** What `status` prints, as another process sees it. */
const statuses = async (...named: string[]): Promise<Status[]> => {
  const { stdout, stderr, exitCode } = await site.run(['status', ...named, '--json']);
  if (exitCode !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { runs: Status[] }).runs;
};
/** The status of the only run, once it is as wanted. */
const until = async (isWanted: (status: Status) => boolean): Promise<Status> => {
  for (;;) {
    const [status] = await statuses();
    if (status && isWanted(status)) return status;
    await delay(20);
  }
};
const untilWaiting = (kind: string, done?: number): Promise<Status> =>
  until(({ waitsFor, done: n }) => waitsFor?.kind === kind && (done === undefined || n === done));
const events = (): string[] => {
  const file = join(site.runs().at(-1) ?? '', 'events.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { event: string }).event);
};
const setTags = (...tags: [tagKey: string, tagValue: string][]): void =>
  site.simulator.cloud.updateGroup('sig-kafka', {
    compute: { launchSpecification: { tags: tags.map(([tagKey, tagValue]) => ({ tagKey, tagValue })) } },
  });

describe('a run in progress', () => {
  it('is held, shown, and continued by other processes', async () => {
    await open();
    const rolling = site.start(args);
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING', 60_000);
    const held = await site.run(['hold', '--esg', 'kafka', '--reason', 'a customer demo']);
    expect(held.stdout).toMatch(
      /^Run \S+ of sig-kafka is held after ssi-1\. Continue it: .*recycle-runner continue \S+$/,
    );

    const waiting = await untilWaiting('hold');
    expect(waiting).toMatchObject({ state: 'waiting', done: 1, total: 3, waitsFor: { ssi: 'ssi-2' } });
    expect(waiting.waitsFor?.reason).toMatch(/^held by \S+@\S+: a customer demo$/);
    expect(site.requested()).toEqual(['ssi-1']);

    const [plan, second, text] = await Promise.all([
      site.run(['plan', ...args]),
      site.run(args),
      site.run(['status', waiting.run.slice(0, 12)]),
    ]);
    const described = new RegExp(`run ${waiting.run}, .*: 1 of 3 recycled, waiting: held by .*: a customer demo`);
    expect(plan.stdout.replaceAll(/\s+/g, ' ')).toMatch(described);
    expect(second.stderr).toMatch(described);
    expect(second.exitCode).toBe(4);
    expect(text.stdout).toMatch(/waits for {2}hold: held by .*: a customer demo, for \d+/);

    const unlocked = await site.run(['unlock', '--esg', 'sig-kafka']);
    expect(unlocked.stderr).toMatch(described);
    expect(unlocked.exitCode).toBe(4);

    const following = site.start(['status', '--follow', waiting.run]);
    const continued = await site.run(['continue', waiting.run]);
    expect(continued.stdout).toMatch(/continues; it was held by /);
    const { exitCode, stderr } = await rolling;
    expect(stderr).toMatch(/ssi-2 {2}waiting: held by .*: a customer demo/);
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(all);
    expect(events().filter((name) => /^run_(held|continued)$/.test(name))).toEqual(['run_held', 'run_continued']);

    const followed = await following;
    expect(followed.stdout).toMatch(/ssi-1 {2}recycle verified.*[\s\S]*ssi-3 {2}finished[\s\S]*ended: done/);
    expect(followed.exitCode).toBe(0);
    expect(await site.run(['hold', waiting.run])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('done'),
    });
  }, 180_000);

  it('waits for approvals from elsewhere, and leaves out what is skipped', async () => {
    await open();
    const rolling = site.start([...args, '--approve', 'each']);
    const first = await untilWaiting('approval');
    expect(first.waitsFor?.ssi).toBe('ssi-1');
    expect(site.requested()).toEqual([]);
    expect((await site.run(['approve', first.run])).stdout).toContain('has the approval for ssi-1');
    await untilWaiting('approval', 1);
    expect((await site.run(['approve', '--esg', 'sig-kafka', '--skip'])).stdout).toContain('skips ssi-2');
    await until(({ waitsFor }) => waitsFor?.ssi === 'ssi-3');
    expect((await site.run(['approve', '--all'])).stdout).toContain('all remaining instances');
    const { exitCode, stdout, stderr } = await rolling;
    expect(stderr).toContain(`Approve it from any terminal: `);
    expect(stderr).toContain(`recycle-runner approve ${first.run}`);
    expect(stdout).toMatch(/2 done, 1 skipped, 0 failed, 0 pending/);
    expect(stdout).toMatch(/skipped +ssi-2 .*skipped by \S+@/);
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-3']);
  }, 180_000);

  it('is held by a freeze tag; a new run is refused', async () => {
    await open();
    const rolling = site.start(args);
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING', 60_000);
    setTags(['esg-recycler/freeze', 'Black Friday']);
    const { waitsFor, done } = await untilWaiting('freeze');
    expect(done).toBe(1);
    expect(waitsFor?.reason).toContain('has the tag esg-recycler/freeze: Black Friday');
    const plan = await site.run(['plan', ...args]);
    expect(plan.stdout).toMatch(/block +frozen/);
    expect(plan.exitCode).toBe(3);
    setTags();
    expect((await rolling).exitCode).toBe(0);
    expect(site.requested()).toEqual(all);

    site.simulator.cloud.updateGroup('sig-kafka', { compute: { launchSpecification: { imageId: 'ami-newer' } } });
    setTags(['esg-recycler/freeze', '']);
    const refused = await site.run(args);
    expect(refused.stderr).toContain('(frozen)');
    expect(refused.exitCode).toBe(3);
    expect(site.requested()).toEqual(all);
  }, 180_000);

  it('waits for a veto, and stops when it objects too long', async () => {
    await open();
    const alert = { labels: { alertname: 'KafkaDown' }, status: { state: 'active', silencedBy: [], inhibitedBy: [] } };
    let alerts: unknown[] = [alert];
    server = createServer((_, response) => response.end(JSON.stringify(alerts))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://bob:hidden-word@127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/alerts`;
    const rolling = site.start([...args, '--limit', 'ssi-1'], { ESG_VETO_URLS: url });
    const { waitsFor } = await untilWaiting('veto');
    expect(waitsFor?.reason).toContain('active alerts: KafkaDown');
    alerts = [];
    const first = await rolling;
    expect(first.exitCode).toBe(0);

    alerts = [alert];
    const stopped = await site.run([...args, '--limit', 'ssi-2', '--veto', url, '--veto-timeout', '200ms']);
    expect(stopped.stderr).toMatch(/Stopped by a veto: .*active alerts: KafkaDown/);
    expect(stopped.exitCode).toBe(3);
    expect(site.requested()).toEqual(['ssi-1']);
    for (const text of [first.stdout, first.stderr, stopped.stdout, stopped.stderr, JSON.stringify(events())])
      expect(text).not.toContain('hidden-word');
  }, 180_000);

  it('waits outside the window, and ends at once on a signal', async () => {
    await open();
    const hour = new Date().getUTCHours();
    const two = (n: number): string => String(((hour + n) % 24) + 100).slice(1);
    const rolling = site.start([...args, '--window', `${two(11)}:00-${two(12)}:00 UTC`]);
    const { waitsFor } = await untilWaiting('window');
    expect(waitsFor?.reason).toContain('outside the window');
    rolling.kill('SIGHUP');
    const { exitCode, stdout } = await rolling;
    expect(stdout).toContain('0 done, 0 skipped, 0 failed, 3 pending');
    expect(exitCode).toBe(130);
    expect(site.requested()).toEqual([]);
  }, 120_000);

  it('stops after its time; the same command continues', async () => {
    await open();
    const first = await site.run([...args, '--stop-after', '1ms']);
    expect(first.stderr).toContain('Stopped: the time of --stop-after is over');
    expect(first.exitCode).toBe(130);
    expect(site.requested()).toEqual([]);
    expect((await site.run([...args, '--stop-after', '3h'])).exitCode).toBe(0);
    expect(site.requested()).toEqual(all);
  }, 120_000);

  it('is unlocked after it was killed, with a record', async () => {
    await open();
    const rolling = site.start([...args, '--approve', 'each']);
    const { run } = await untilWaiting('approval');
    process.kill(rolling.pid!, 'SIGKILL');
    await rolling;
    expect(await statuses('--esg', 'kafka')).toMatchObject([{ run, state: 'interrupted' }]);
    const unlocked = await site.run(['unlock', '--esg', 'kafka']);
    expect(unlocked.stdout).toMatch(
      new RegExp(`Removed the lease of sig-kafka: process ${rolling.pid} .*, run ${run}`),
    );
    expect(unlocked.exitCode).toBe(0);
    const ledger = JSON.parse(readFileSync(join(site.runs()[0]!, 'ledger.json'), 'utf8')) as object;
    expect(ledger).toMatchObject({ outcome: 'interrupted', unlocked: { by: expect.stringContaining('@') } });
    expect((await site.run(['unlock', '--esg', 'kafka'])).stdout).toContain('No lease is recorded');
  }, 120_000);
});

describe('on a terminal', () => {
  it('asks before each instance: yes, skip, quit', async () => {
    await open();
    const terminal = startTerminal(site, [...args, '--yes', '--approve', 'each']);
    await terminal.untilShown('Recycle ssi-1 now? [y]es, [a]ll, [s]kip, [q]uit');
    terminal.type('y\n');
    await terminal.untilShown('Recycle ssi-2 now?');
    terminal.type('s\n');
    await terminal.untilShown('Recycle ssi-3 now?');
    terminal.type('q\n');
    expect(await terminal.exited).toBe(130);
    expect(terminal.shown()).toContain('1 done, 1 skipped, 0 failed, 1 pending');
    expect(site.requested()).toEqual(['ssi-1']);
  }, 120_000);

  it('ends at Ctrl-C at the question', async () => {
    await open();
    const terminal = startTerminal(site, [...args, '--yes', '--approve', 'each']);
    await terminal.untilShown('Recycle ssi-1 now?');
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
    expect(terminal.shown()).toMatch(/\[q\]uit [^\n]*\nStopping: no recycle is in progress\.\r?\n/);
    expect(site.requested()).toEqual([]);
  }, 120_000);

  it('asks once after the canary, and an approval from elsewhere counts for the rest', async () => {
    await open();
    const terminal = startTerminal(site, [...args, '--yes', '--approve', 'canary']);
    await terminal.untilShown('The canary is done. Recycle the rest? [y]es, [q]uit');
    expect(site.requested()).toEqual(['ssi-1']);
    const { run } = await untilWaiting('approval');
    expect((await site.run(['approve', '--skip'])).exitCode).toBe(2);
    expect((await site.run(['approve', run])).stdout).toContain('all remaining instances');
    expect(await terminal.exited).toBe(0);
    expect(site.requested()).toEqual(all);
  }, 120_000);
});

describe('five runs of one cluster at once', () => {
  it('have one winner, and each other names the winner', async () => {
    await open();
    const runs = Array.from({ length: 5 }, () => site.start([...args, '--approve', 'each']));
    const { run } = await untilWaiting('approval');
    const winner = runs.find(({ pid }) =>
      site.processes().some((one) => one.pid === pid && one.arguments.includes('approve')),
    );
    const others = await Promise.race(runs.map((_, index) => Promise.all(runs.filter((__, other) => other !== index))));
    expect(others.map(({ exitCode }) => exitCode)).toEqual([4, 4, 4, 4]);
    for (const { stderr } of others) expect(stderr).toMatch(/is locked by another roll: .*PID \d+ on /);
    expect((await statuses()).map((status) => status.run)).toEqual([run]);
    expect(winner).toBeDefined();
    await site.run(['approve', '--all']);
    await Promise.all(runs);
    expect(site.requested()).toEqual(all);
  }, 180_000);
});
