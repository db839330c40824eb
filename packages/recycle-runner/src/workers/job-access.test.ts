import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClusterJob } from './cluster-job.ts';
import { accessFor } from './job-access.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'job-access-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const store = 'redis://store:6379';
const accounts = [
  { account: 'act-1', token_env: 'TOKEN_A' },
  { account: 'act-2', token_env: 'TOKEN_B' },
];
const job = (change: Partial<ClusterJob> = {}): ClusterJob => ({
  campaign: 'patch',
  owner: 'one',
  cluster: 'sig-1',
  title: 'kafka',
  account: 'act-2',
  accounts,
  index: 1,
  runArguments: [],
  userArguments: [],
  signals: [],
  ...change,
});
const open = (given: ClusterJob, env: Record<string, string>) =>
  accessFor(given, { store, name: 'host:1', env: { HOME: folder, ESG_STORE_URL: store, ...env } });

describe('accessFor', () => {
  it('takes the token of the account from the environment of the worker, and no other', () =>
    expect(open(job(), { TOKEN_A: 'secret-a', TOKEN_B: 'secret-b' }).env).toEqual({
      HOME: folder,
      ESG_STORE_URL: store,
      SPOTINST_ACCOUNT_ID: 'act-2',
      SPOTINST_API_TOKEN: 'secret-b',
    }));

  it('uses the settings of the worker when the campaign lists no accounts', () =>
    expect(
      open(job({ accounts: undefined, index: 0 }), { SPOTINST_TOKEN: 'secret', SPOTINST_ACCOUNT: 'act-2' }).settings,
    ).toMatchObject({ accounts: ['act-2'], token: 'secret' }));

  it.each<[string, ClusterJob, Record<string, string>, object]>([
    [
      'a token that is not set',
      job(),
      { TOKEN_A: 'secret-a' },
      { code: 'campaign-invalid', message: expect.stringMatching(/^worker host:1: .*TOKEN_B is not set$/) },
    ],
    [
      'another account',
      job({ accounts: undefined, index: 0 }),
      { SPOTINST_TOKEN: 'secret', SPOTINST_ACCOUNT: 'act-9' },
      { code: 'worker-unsuitable', message: expect.stringContaining('kafka is in act-2') },
    ],
    [
      'another store',
      job(),
      { TOKEN_B: 'secret-b', ESG_STORE_URL: 'redis://other' },
      { code: 'worker-unsuitable', message: expect.stringContaining('another store') },
    ],
  ])('refuses %s', (_, given, env, error) => {
    let thrown: unknown;
    try {
      open(given, env);
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toMatchObject({ exitCode: 2, ...error });
  });
});
