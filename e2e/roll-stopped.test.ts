import { describe, expect, it } from '@jest/globals';
import { oldImage, newImage, fast, site, open, images, ledgerStates, isOut } from './support/kafka-roll.ts';
import { untilShown } from './support/until-shown.ts';

describe('a roll', () => {
  it('finishes the instance in progress when the reader of its output closes the pipe', async () => {
    await open();
    const rolling = site.start(['--esg', 'sig-kafka', '--json', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    rolling.stdout?.destroy();
    expect((await rolling).exitCode).toBe(130);
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 pending', 'ssi-3 pending']);
    expect(site.requested()).toEqual(['ssi-1']);
  });

  it('finishes the instance in progress at the first signal and leaves the rest', async () => {
    await open();
    const rolling = site.start(['--esg', 'sig-kafka', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    rolling.kill('SIGINT');
    const { exitCode, stdout, stderr } = await rolling;
    expect(stderr).toMatch(/Stopping: ssi-1 is .* Press Ctrl-C again to interrupt it now/);
    expect(stdout).toContain('1 done, 0 skipped, 0 failed, 2 pending');
    expect(exitCode).toBe(130);
    expect(images()).toEqual([newImage, oldImage, oldImage]);
  });

  it('requests no recycle after a signal in the quiet period, and ends at once', async () => {
    await open();
    const rolling = site.start(['--esg', 'sig-kafka', '--poll-interval', '1h', '--timeout', '24h']);
    await untilShown(rolling, 'watching the cluster');
    rolling.kill('SIGTERM');
    const { exitCode, stdout } = await rolling;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('0 done, 0 skipped, 0 failed, 3 pending');
    expect(stdout).toContain('Stopped before the recycle of ssi-1 was requested. ssi-1 is unchanged');
    expect(stdout).not.toContain('rollback');
    expect(site.requested()).toEqual([]);
  });

  it('ends Ansible at a second Ctrl-C; the next run completes the instance', async () => {
    await open({ recycling: { durationMs: 4000 } });
    const rolling = site.start(['--esg', 'sig-kafka', '--limit', 'ssi-1', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    rolling.kill('SIGTERM');
    // Signals in quick succession count as one, so it is sent until it has an effect.
    const rolls = () => site.processes().some(({ arguments: text }) => text.includes('ansible-playbook'));
    const pressing = setInterval(() => rolls() && rolling.kill('SIGINT'), 300);
    const pressed = await rolling;
    clearInterval(pressing);
    expect(pressed.stdout).toMatch(/failed +ssi-1 .*continues in Spot/);
    expect(pressed.exitCode).toBe(130);
    expect(site.processes()).toEqual([]);
    expect(ledgerStates()).toContain('ssi-1 interrupted');

    const next = await site.run(['--esg', 'sig-kafka', '--limit', 'ssi-1', ...fast]);
    expect(next.stdout).toContain('1 done, 2 skipped');
    expect(next.exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
  });
});
