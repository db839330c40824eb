import { describe, expect, it } from '@jest/globals';
import { localConfig } from './support/roll-site.ts';
import { oldImage, kafka, fast, site, open } from './support/kafka-roll.ts';

describe('what cannot be rolled', () => {
  const paused = {
    ...kafka,
    id: 'sig-paused',
    name: 'paused',
    instances: [{ imageId: oldImage }, { id: 'ssi-8', state: 'PAUSED' as const }],
  };
  const groups = [
    kafka,
    { id: 'sig-a', name: 'twin' },
    { id: 'sig-b', name: 'twin' },
    { id: 'sig-web', name: 'web', persistence: {} },
    paused,
  ];

  it.each<[string, string[], Record<string, string>, number, RegExp]>([
    ['an unknown group', ['--esg', 'sig-kafkb'], {}, 2, /sig-kafkb/],
    ['a name of two groups', ['--esg', 'twin'], {}, 2, /sig-a.*sig-b/s],
    ['groups of two clusters', ['--esg', 'sig-a', 'sig-b'], {}, 2, /several clusters/],
    ['no group at all', [], {}, 2, /--esg/],
    ['a glob over groups of several clusters', ['--esg', 'sig-*'], {}, 2, /several clusters/],
    ['a glob that matches nothing', ['--esg', 'kafkb*'], {}, 2, /No group has the id or name "kafkb\*"/],
    ['an unknown instance', ['--esg', 'sig-kafka', '--limit', 'ssi-77'], {}, 2, /ssi-77/],
    ['a group that is not stateful', ['--esg', 'web'], {}, 3, /group-not-stateful|persists neither/],
    ['another instance that is out', ['--esg', 'paused'], {}, 3, /ssi-8.*PAUSED/],
    ['no token', ['--esg', 'sig-kafka'], { SPOTINST_API_TOKEN: '' }, 2, /SPOTINST_API_TOKEN/],
    ['a wrong token', ['--esg', 'sig-kafka'], { SPOTINST_API_TOKEN: 'wrong' }, 5, /token/i],
    ['no network', ['--esg', 'sig-kafka'], { SPOTINST_API_URL: 'http://127.0.0.1:9' }, 5, /127\.0\.0\.1:9/],
  ])('%s: one clear message, nothing changed', async (_, args, env, code, message) => {
    await open({ groups });
    const { exitCode, stdout, stderr } = await site.run([...args, ...fast], env);
    expect(stdout + stderr).toMatch(message);
    expect(exitCode).toBe(code);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

    const machine = await site.run([...args, ...fast, '--json'], env);
    const events = machine.stdout
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; event_data: { error?: object } });
    expect(events.at(-1)).toMatchObject({ event: 'run_failed', event_data: { error: { exitCode: code } } });
    expect(machine.exitCode).toBe(code);
  });

  it('an unknown command', async () => {
    await open();
    const { exitCode, stderr } = await site.startUnconfirmed(['stats', '--esg', 'sig-kafka']);
    expect(stderr).toMatch(/unknown command 'stats'\. Did you mean "status"\?/);
    expect(exitCode).toBe(2);
    expect(site.simulator.requests).toEqual([]);
  });

  it('a config file with a typo', async () => {
    await open();
    site.write('site.spotinst_esg.yml', `${localConfig}cache_tll: 5s\n`);
    const { exitCode, stderr } = await site.run(['--esg', 'sig-kafka']);
    expect(stderr).toMatch(/cache_tll.*Did you mean "cache_ttl"/);
    expect(exitCode).toBe(2);
  });
});
