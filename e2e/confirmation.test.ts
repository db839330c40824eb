import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { startTerminal } from './support/terminal.ts';

const instances = ['ssi-1', 'ssi-2'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${61 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--limit', 'ssi-1', '--poll-interval', '50ms'];
const gated = [
  ...args,
  '--',
  '-e',
  JSON.stringify({ esg_recycle_health: 'command', esg_recycle_health_options: { command: ['/bin/true'] } }),
];

let site: RollSite;
beforeEach(async () => {
  site = await startRollSite({ groups: [kafka] });
});
afterEach(() => site.stop());

const changes = () => site.simulator.requests.filter(({ method }) => method !== 'GET');

describe('a roll without --yes and without a terminal', () => {
  it('shows its plan, changes nothing, and names the missing option', async () => {
    const { exitCode, stdout, stderr } = await site.startUnconfirmed(args);
    expect(stdout).toContain('1 of 2 instances to recycle');
    expect(stdout).toMatch(/Next: Add --yes/);
    expect(stderr).toMatch(
      /1 instance of .* to recycle, but --yes is missing, and stdin or stderr is not a terminal\. Nothing was changed/,
    );
    expect(exitCode).toBe(2);
    expect(changes()).toEqual([]);
    expect(site.runs()).toEqual([]);
  });

  it('reports the refusal as events with --json', async () => {
    const { exitCode, stdout } = await site.startUnconfirmed(['run', ...args, '--json']);
    const events = stdout.split('\n').map((line) => JSON.parse(line) as object);
    expect(events).toMatchObject([
      { event: 'run_planned', counter: 1, event_data: { instances: [{ ssi: 'ssi-1' }, {}] } },
      { event: 'run_failed', counter: 2, event_data: { error: { code: 'confirmation-missing', exitCode: 2 } } },
    ]);
    expect(exitCode).toBe(2);
    expect(changes()).toEqual([]);
  });

  it('is done when nothing is due', async () => {
    site.simulator.cloud.updateGroup('sig-kafka', { compute: { launchSpecification: { imageId: 'ami-old' } } });
    const { exitCode, stdout } = await site.startUnconfirmed(args);
    expect(stdout).toContain('nothing to do');
    expect(exitCode).toBe(0);
  });
});

describe('the question on a terminal', () => {
  it.each([
    ['an empty answer', '\n', args],
    ['an empty answer, also with a health check', '\n', gated],
    ['n', 'n\n', args],
    ['another word', 'go\n', args],
  ])('takes %s for no and changes nothing', async (_, answer, given) => {
    const terminal = startTerminal(site, given);
    await terminal.untilShown('one by one? [y/N]');
    terminal.type(answer);
    expect(await terminal.exited).toBe(130);
    expect(changes()).toEqual([]);
  });

  it('takes y as yes', async () => {
    const terminal = startTerminal(site, args);
    await terminal.untilShown('one by one? [y/N]');
    terminal.type('y\n');
    expect(await terminal.exited).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
    expect(JSON.parse(readFileSync(join(site.runs()[0]!, 'ledger.json'), 'utf8'))).toMatchObject({ outcome: 'done' });
  });
});
