import { describe, expect, it } from '@jest/globals';
import { progressForm } from './create-reporter.ts';

const terminal = { isJson: false, isPlain: false, isTerminal: true };

describe('progressForm', () => {
  it.each([
    ['live', 'a terminal', terminal, {}],
    ['live', 'a terminal outside CI', terminal, { CI: 'false', TERM: 'xterm' }],
    ['plain', '--plain', { ...terminal, isPlain: true }, {}],
    ['plain', 'a pipe', { ...terminal, isTerminal: false }, {}],
    ['plain', 'CI', terminal, { CI: 'true' }],
    ['plain', 'a terminal that cannot move its cursor', terminal, { TERM: 'dumb' }],
    ['json', '--json', { ...terminal, isJson: true, isPlain: true }, {}],
  ])('is %s for %s', (form, _, options, environment) => {
    expect(progressForm(options, environment)).toBe(form);
  });
});
