import { describe, expect, it } from '@jest/globals';
import { readPs, parseProcStat, parsePs, processExists } from './process-state.ts';

const stat = (name: string, state: string) =>
  `4711 (${name}) ${state} 1 4711 4711 0 -1 4194304 103 0 0 0 1 2 0 0 20 0 11 0 101742 3133440 410 18446744073709551615`;

describe('parseProcStat', () => {
  it.each(['node', 'a b', 'evil) R 1 2 3 (', '(sd-pam)', ''])('reads the start time after the name "%s"', (name) => {
    expect(parseProcStat(stat(name, 'S'))).toEqual({ startTime: '101742', zombie: false });
  });

  it.each([
    ['Z', true],
    ['X', true],
    ['T', false],
    ['D', false],
  ])('takes state %s as a zombie: %s', (state, zombie) => {
    expect(parseProcStat(stat('node', state))?.zombie).toBe(zombie);
  });

  it('returns undefined for an incomplete text', () => {
    expect(parseProcStat('')).toBeUndefined();
    expect(parseProcStat('4711 (node) S 1')).toBeUndefined();
  });
});

describe('parsePs', () => {
  it('reads state and start time', () => {
    const startTime = 'Mon Jan  5 10:00:00 2026';
    expect(parsePs(`Ss+  ${startTime}    \n`)).toEqual({ startTime, zombie: false });
    expect(parsePs(`Z    ${startTime}\n`)).toEqual({ startTime, zombie: true });
  });

  it('returns undefined for a process that is not listed', () => {
    expect(parsePs('')).toBeUndefined();
  });

  it('reads the ps of this machine', () => {
    expect(readPs(process.pid)).toEqual({ startTime: expect.stringMatching(/^\w{3} \w{3} .* \d{4}$/), zombie: false });
  });
});

describe('processExists', () => {
  it('distinguishes this process from a nonexistent one', () => {
    expect(processExists(process.pid)).toBe(true);
    expect(processExists(2 ** 30)).toBe(false);
  });
});
