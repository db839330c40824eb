import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Judgement, openClusterCheck, type QuestionInput } from '@esg-recycler/cluster-health';
import { repository } from '../../support/executables.ts';
import { describeWith } from '../../support/system.ts';
import { askFourLetterWord } from './four-letter-word.ts';
import { serverLines, type Servers, startServers } from './start-servers.ts';

const limit = 300_000;
const port = ['clientPort=2181', 'clientPortAddress={address}'];
const withoutAdminServer = ['admin.enableServer=false', '4lw.commands.whitelist=srvr,mntr'];

let servers: Servers;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'esg-layouts-'));
});
afterEach(async () => {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts an ensemble, and waits until this many servers serve. */
async function start(ids: readonly number[], settings: readonly string[], count = ids.length): Promise<void> {
  servers = await startServers(ids, settings);
  await servers.until('all serve', async () => (await servers.serving()).length === count);
}

interface Asking extends Partial<QuestionInput> {
  options?: object;
  overrides?: string[];
}

/** The result of the health check before a server leaves. */
async function askFor(id: number, { options, overrides = [], ...question }: Asking = {}): Promise<Judgement> {
  const nodes = [...servers.addresses];
  const check = await openClusterCheck({
    // A cold AdminServer on a slow machine responds late.
    checks: [{ kind: 'zookeeper', options: { timeout: '20s', ...options } }],
    overrides,
  });
  const [judgement] = await check.evaluate([
    { phase: 'before', node: nodes[id - 1]!, nodes, expect: nodes.length, due: [], ...question },
  ]);
  return judgement!;
}

/** The same, once it is safe or can never be safe: a follower is synced shortly after it serves. */
async function askOnceSettled(id: number, asking?: Asking): Promise<Judgement> {
  let judgement!: Judgement;
  await servers.until('the check is settled', async () => {
    judgement = await askFor(id, asking);
    return judgement.safe || judgement.unsatisfiable.length > 0;
  });
  return judgement;
}

const blocking = ({ findings }: Judgement): string[] =>
  findings.filter(({ severity }) => severity === 'block').map(({ code }) => code);

describeWith('java', 'the check of a real ensemble', () => {
  it(
    'keeps the server with the deciding vote, and lets the other servers go',
    async () => {
      await start([1, 2, 3], [...port, ...serverLines([1, 2, 3]), 'group.1=1:2:3', 'weight.1=10', 'weight.2=1']);
      for (const id of [2, 3]) expect(await askOnceSettled(id)).toMatchObject({ safe: true, findings: [] });
      const heavy = await askOnceSettled(1);
      expect(heavy).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
      expect(heavy.findings[0]?.message).toContain('a weight of 2 of 12 in group 1 remains');

      await servers.kill(3);
      await servers.until('two serve without the third', async () => (await servers.serving()).length === 2);
      await servers.kill(1);
      await servers.until('the other serves nobody', async () => (await servers.serving()).length === 0);
    },
    limit,
  );

  it(
    'keeps every server of two groups of two, each of which needs both',
    async () => {
      const groups = ['group.1=1:2', 'group.2=3:4'];
      await start([1, 2, 3, 4], [...port, ...serverLines([1, 2, 3, 4]), ...groups]);
      for (const id of [1, 4]) expect(await askOnceSettled(id)).toMatchObject({ unsatisfiable: ['quorum-remains'] });

      await servers.kill(4);
      await servers.until('three serve nobody', async () => (await servers.serving()).length === 0);
    },
    limit,
  );

  it(
    'sends a server of weight 0 first, because it never leads',
    async () => {
      const weights = ['group.1=1:2:3:4', 'weight.4=0'];
      await start([1, 2, 3, 4], [...port, ...serverLines([1, 2, 3, 4]), ...weights]);
      const due = [...servers.addresses];
      await servers.until('the last goes first', async () => {
        const { yieldTo } = await askFor(1, { due });
        return yieldTo[0] === due[3];
      });
      expect(await askOnceSettled(4, { due })).toMatchObject({ safe: true, findings: [] });
    },
    limit,
  );

  it(
    'does not count a follower without a vote as a replacement for a voter',
    async () => {
      const settings = ['reconfigEnabled=true', '4lw.commands.whitelist=srvr,mntr', ...port, ...serverLines([1, 2, 3])];
      await start([1, 2, 3], settings);
      servers.add(4, serverLines([4]));
      await servers.until('four serve', async () => (await servers.serving()).length === 4);
      const nodes = [...servers.addresses, '127.0.1.44'];
      const warning = { code: 'ensemble-size', severity: 'warn', subject: nodes[3] };
      for (const id of [1, 4]) {
        expect(await askOnceSettled(id, { node: nodes[id - 1]!, nodes, expect: 4 })).toMatchObject({
          safe: true,
          findings: [warning],
        });
      }

      const [leader] = await leaders();
      const voter = [1, 2, 3].find((id) => id !== leader)!;
      servers.freeze(voter);
      await servers.until('the leader misses a voter, and counts two all the same', async () => {
        const answer = await askFourLetterWord(nodes[leader! - 1]!, 'mntr').catch(() => '');
        return /^zk_synced_followers\s+2$/m.test(answer);
      });
      const missing = await askFor(4, { node: nodes[3]!, nodes, expect: 4, options: { timeout: '1s' } });
      expect(blocking(missing)).toEqual(['members-serve', 'followers-synced']);
    },
    limit,
  );

  it(
    'reads a leader that serves no clients from its AdminServer, and takes it last',
    async () => {
      await start([1, 2, 3], ['leaderServes=no', ...port, ...serverLines([1, 2, 3])], 2);
      const serving = await servers.serving();
      const leader = [1, 2, 3].find((id) => !serving.includes(id))!;
      const due = [...servers.addresses];
      expect(await askOnceSettled(serving[0]!, { due })).toMatchObject({ safe: true, role: 'follower', findings: [] });
      const last = await askFor(leader, { due });
      expect(last).toMatchObject({ role: 'leader', findings: [] });
      expect(last.yieldTo).toEqual(serving.map((id) => due[id - 1]));
      expect(await askFor(leader)).toMatchObject({ safe: true });
    },
    limit,
  );

  it(
    'reports at once a leader that serves no clients and has no AdminServer',
    async () => {
      const settings = ['leaderServes=no', ...withoutAdminServer, ...port, ...serverLines([1, 2, 3])];
      await start([1, 2, 3], settings, 2);
      const serving = await servers.serving();
      for (const id of [1, 2, 3]) {
        const { unsatisfiable, findings } = await askFor(id);
        expect(unsatisfiable).toEqual(['one-leader']);
        const finding = findings.find(({ code }) => code === 'one-leader')!;
        expect(finding.subject).toBe(servers.addresses[[1, 2, 3].find((each) => !serving.includes(each))! - 1]);
        expect(finding.message).toContain('leaderServes=no');
        expect(finding.hint).toContain('AdminServer');
      }
    },
    limit,
  );

  it(
    'names the option tls for a secureClientPort, and queries the port with it',
    async () => {
      const fixture = (name: string) => join(repository, 'packages/cluster-health/fixtures', name);
      const pem = join(folder, 'server.pem');
      writeFileSync(pem, ['named.key', 'named.crt'].map((name) => readFileSync(fixture(name), 'utf8')).join(''));
      const tls = [
        'secureClientPort=2281',
        'secureClientPortAddress={address}',
        'serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory',
        `ssl.keyStore.location=${pem}`,
        `ssl.trustStore.location=${pem}`,
        'ssl.clientAuth=none',
      ];
      await start([1, 2, 3], [...tls, ...port, ...serverLines([1, 2, 3])]);
      const plain = await askOnceSettled(1, { options: { port: 2281, timeout: '2s' } });
      expect(plain).toMatchObject({ safe: false, unsatisfiable: ['members-serve'] });
      expect(plain.findings[0]?.hint).toContain('set the option tls');

      const options = { port: 2281, tls: { ca: fixture('named.crt'), server_name: 'node1.example' } };
      expect(await askOnceSettled(1, { options })).toMatchObject({ safe: true, findings: [] });
    },
    limit,
  );

  it(
    'is refused by name when clients must authenticate, and accepts an override',
    async () => {
      await start(
        [1, 2, 3],
        ['enforce.auth.enabled=true', 'enforce.auth.schemes=digest', ...port, ...serverLines([1, 2, 3])],
      );
      const refused = await askOnceSettled(1);
      expect(refused).toMatchObject({ safe: false, unsatisfiable: ['weights-known'] });
      expect(refused.findings[0]?.message).toContain('the server requires every client to authenticate (code -124)');
      expect(await askOnceSettled(1, { overrides: ['weights-known=no groups here'] })).toMatchObject({ safe: true });
    },
    limit,
  );
});

/** The ids of the servers that report that they lead. */
async function leaders(): Promise<number[]> {
  const answers = await Promise.all(
    servers.addresses.map((address) => askFourLetterWord(address, 'srvr').catch(() => '')),
  );
  return answers.flatMap((answer, index) => (answer.includes('Mode: leader') ? [index + 1] : []));
}
