import { createProgram, runProgram } from '@esg-recycler/core';
import { InvalidArgumentError } from 'commander';

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('It is a number from 0 to 65535.');
}

const program = createProgram(
  'spot-simulator',
  'The Spot API on loopback, over real processes, until it is interrupted',
)
  .requiredOption('--scenario <file>', 'what there is and how it behaves, as YAML or JSON')
  .option('--port <number>', 'where to listen on 127.0.0.1; 0 is any free port', port, 0)
  .option('--json', 'print where it listens as JSON, on one line')
  .action(async (options: { scenario: string; port: number; json?: boolean }) => {
    const { serve } = await import('./commands/serve.ts');
    await serve(options);
  });

await runProgram(program);
