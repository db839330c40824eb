import { describe, expect, it } from '@jest/globals';
import { splitClosingCommand } from './closing-command.ts';

describe('splitClosingCommand', () => {
  it.each([
    'spotinst-stateful resume --esg sig-1 --id ssi-1',
    'npx --no-install spotinst-stateful resume --esg sig-1 --id ssi-1',
    "spotinst-stateful resume --config '/a b/c.yml' --esg sig-1 --id ssi-1",
    '/opt/clone/node_modules/.bin/recycle-runner recover --esg sig-1',
    'tail -f /runs/r1/events.jsonl',
    'ESG_HEALTH_PHASE=before ESG_HEALTH_NODE=a test',
  ])('finds %s at the end of a hint', (command) =>
    expect(splitClosingCommand(`It stays PAUSED. Resume it: ${command}`)).toEqual([
      'It stays PAUSED. Resume it:',
      command,
    ]),
  );

  it.each([
    'Run the same command again.',
    'Resume it: spotinst-stateful resume --id ssi-1. Then run the same command again.',
    'End it: kill -9 12 (a stopped process reacts to no other signal).',
    'Run "recycle-runner --help" for usage.',
  ])('finds no command at the end of: %s', (text) => expect(splitClosingCommand(text)).toBeUndefined());
});
