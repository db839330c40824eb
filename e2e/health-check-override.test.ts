import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { addresses, instances, asArguments, closing, read, linesOf } from './support/health-check.ts';

describe('a health check that can never pass', () => {
  const only = { id: 'sig-zk', name: 'zk', image: 'ami-new', instances: [{ ...instances[0]!, id: 'ssi-1' }] };
  let site: RollSite;
  let variables: object;

  /** A server that always reports a standalone ZooKeeper. */
  async function startLonelyZooKeeper(): Promise<number> {
    const server: Server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (word) =>
        socket.end(
          String(word).startsWith('mntr')
            ? 'zk_version\t3.9.5\nzk_server_state\tstandalone\nzk_outstanding_requests\t0\n'
            : 'Zookeeper version: 3.9.5\nMode: standalone\nNode count: 5\n',
        ),
      );
    });
    await once(server.listen(0, addresses[0]), 'listening');
    closing.push(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  beforeEach(async () => {
    const port = await startLonelyZooKeeper();
    site = await startRollSite({ groups: [only] });
    closing.push(() => site.stop());
    variables = {
      esg_recycle_health: 'zookeeper',
      esg_recycle_health_options: { port },
      esg_recycle_check_count: 1,
      esg_recycle_overrides: [],
    };
  });
  const run = (...more: string[]) =>
    site.run(['--esg', 'sig-zk', '--poll-interval', '50ms', ...more, '--', ...asArguments(variables)]);

  it('is reported at once, overridden by rule name only, and recorded', async () => {
    const refused = await run();
    expect(refused.stdout).toMatch(/block quorum-remains: /);
    expect(refused.exitCode).toBe(3);

    const unknown = await run('--override', 'quorum-remain=a test');
    expect(unknown.stderr).toContain('quorum-remain: this health check has no rule of that name');
    expect(unknown.stdout).toContain('Next: Did you mean "quorum-remains"?');
    expect(unknown.exitCode).toBe(2);
    expect(site.requested()).toEqual([]);

    const done = await run('--override', 'quorum-remains=nobody uses it at night');
    expect(done.stdout).toMatch(/warn quorum-remains: .*overridden: nobody uses it at night/);
    expect(done.stdout).toContain('Overridden: quorum-remains (nobody uses it at night)');
    expect(done.exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
    const folder = site.runs().at(-1)!;
    const overrides = [{ rule: 'quorum-remains', reason: 'nobody uses it at night' }];
    expect(JSON.parse(read(join(folder, 'ledger.json')))).toMatchObject({ gate: 'zookeeper', overrides });
    const started = linesOf(join(folder, 'events.jsonl')).map((line) => JSON.parse(line) as { event: string });
    expect(started[0]).toMatchObject({ event: 'run_started', event_data: { overrides } });
  }, 120_000);
});
