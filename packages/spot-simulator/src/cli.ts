import { addExamples, createProgram, runProgram } from '@esg-recycler/core';
import { InvalidArgumentError } from 'commander';

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 65535.');
}

const program = createProgram(
  'spot-simulator',
  'Serves the Spot API on 127.0.0.1, over real processes, until it is interrupted.',
  {
    done: 'interrupted',
    failed: 'started and failed',
    usage: 'wrong usage, or a scenario that cannot be used',
  },
)
  .requiredOption('--scenario <file>', 'the groups, images and faults to simulate, as YAML or JSON')
  .option('--port <number>', 'the port on 127.0.0.1; 0 takes any free port', port, 0)
  .option('--json', 'print the address and the account id as one line of JSON')
  .action(async (options: { scenario: string; port: number; json?: boolean }) => {
    const { serve } = await import('./commands/serve.ts');
    await serve(options);
  });

addExamples(program, [
  ['Serve a scenario on a free port', 'spot-simulator --scenario scenario.yml'],
  [
    'Serve it on a fixed port, and print the address as JSON',
    'spot-simulator --scenario scenario.yml --port 8080 --json',
  ],
]);

await runProgram(program);
