import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startSimulator } from '@esg-recycler/spot-simulator';
import { token, scenario, simulator, folder, run, hostsOf } from './support/inventory-site.ts';

const instancesRoute = '/aws/ec2/group/{groupId}/statefulInstance';

describe('a failure', () => {
  /** The error, and nothing else: no part of an inventory, no stack trace, no token. */
  const expectOneMessage = ({ stdout, stderr }: { stdout: string; stderr: string }): string => {
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^esg-inventory: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toContain(token);
    return stderr;
  };

  it('of any kind, at any one group, is an error that names the group', async () => {
    const kinds = ['html', 'reset', 'hang', 'empty', 'cut', 'throttled', 'unauthorized'] as const;
    const fail = async (kind: (typeof kinds)[number]) => {
      const faults = [{ kind, route: instancesRoute, path: 'sig-2345', times: 1000 }];
      const failing = await startSimulator({ ...scenario, faults });
      try {
        return await run([], { env: { SPOTINST_API_URL: failing.url, SPOTINST_TIMEOUT: '300ms' } });
      } finally {
        await failing.stop();
      }
    };
    const results = await Promise.all(kinds.map(fail));
    for (const [index, result] of results.entries()) {
      const outcome = { kind: kinds[index], exitCode: result.exitCode, message: expectOneMessage(result) };
      expect(outcome).toEqual({ kind: kinds[index], exitCode: 5, message: expect.stringContaining('sig-2345') });
    }
  });

  it('that passes is no failure', async () => {
    simulator.fail({ kind: 'html', route: instancesRoute, path: 'sig-2345' });
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(hostsOf(stdout, 'sig-2345')).toHaveLength(2);
  });

  it.each([
    ['no token', [], { SPOTINST_API_TOKEN: undefined }, 2, 'SPOTINST_API_TOKEN'],
    ['no account', [], { SPOTINST_ACCOUNT_ID: undefined }, 2, 'SPOTINST_ACCOUNT_ID'],
    ['a wrong token', [], { SPOTINST_API_TOKEN: 'wrong' }, 5, 'SPOTINST_API_TOKEN'],
    ['a wrong account', [], { SPOTINST_ACCOUNT_ID: 'act-999' }, 5, 'SPOTINST_ACCOUNT_ID'],
    ['an unknown group', ['--esg', 'sig-9999'], {}, 2, 'sig-9999'],
    ['an unknown name', ['--esg', 'kafka brokers'], {}, 2, 'kafka broker'],
    ['a glob that matches nothing', ['--esg', 'zoo*'], {}, 2, 'spotinst-elastigroup-demo'],
    ['an ambiguous name', ['--esg', 'twins'], {}, 2, 'sig-5678'],
    ['a group that is not stateful', ['--esg', 'web'], {}, 2, 'not stateful'],
    ['an unknown host', ['--host', '10.9.9.9'], {}, 2, '10.9.9.9'],
    ['an unknown kind of store', [], { ESG_STORE_URL: 'mysql://127.0.0.1' }, 2, 'ESG_STORE_URL'],
    ['a missing config file', ['--config', 'missing.yml'], {}, 2, 'missing.yml'],
  ] as [string, string[], Record<string, string | undefined>, number, string][])(
    'by %s prints what to do',
    async (_, args, env, exitCode, words) => {
      const result = await run(args, { env });
      expect(expectOneMessage(result)).toContain(words);
      expect(result.exitCode).toBe(exitCode);
    },
  );

  it('by an unreachable Spot is reported', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const result = await run([], { env: { SPOTINST_API_URL: `http://127.0.0.1:${port}` } });
    expect(expectOneMessage(result)).toContain(String(port));
    expect(result.exitCode).toBe(5);
  });

  it.each([
    ['a key', 'plugin: spotinst_esg\nspotinst_acount_id: act-1\n', 'spotinst_account_id'],
    ['the syntax', `plugin: spotinst_esg\nspotinst_api_token: "${token}\n`, 'typo.spotinst_esg.yml'],
  ])('by a typo in %s of the config file names the place', async (_, text, words) => {
    writeFileSync(join(folder, 'typo.spotinst_esg.yml'), text);
    const result = await run();
    expect(expectOneMessage(result)).toContain(words);
    expect(result.exitCode).toBe(2);
    expect(result.requests).toBe(0);
  });

  it('is also JSON on stdout with --json', async () => {
    const { stdout, exitCode } = await run(['--json', '--esg', 'twins']);
    expect(JSON.parse(stdout)).toEqual({ error: expect.objectContaining({ code: 'group-ambiguous', exitCode: 2 }) });
    expect(exitCode).toBe(2);
  });
});
