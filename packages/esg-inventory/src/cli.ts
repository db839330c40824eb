import { createProgram, runProgram } from '@esg-recycler/core';
import { Option } from 'commander';
import type { LoadOptions } from './opening.ts';

interface Options extends LoadOptions {
  host?: string;
  table?: boolean;
}

const program = createProgram(
  'esg-inventory',
  'Lists the instances of stateful Elastigroups as Ansible inventory (JSON).',
)
  .option('--list', 'print the whole inventory (the default)')
  .addOption(new Option('--host <name>', "print one host's variables").conflicts('list'))
  .addOption(new Option('--table', 'print a table for people').conflicts(['list', 'host', 'json']))
  .option('--config <file>', 'read the settings from this file; - for standard input')
  .option('--esg <group...>', 'only these groups: id, name, or a glob such as kafka-*')
  .option('--refresh', 'ask Spot even where the cache could answer')
  .option('--json', 'print JSON, which is what it prints without --table')
  .action(async ({ host: name, table: isTable, ...options }: Options) => {
    if (isTable) await (await import('./commands/table.ts')).table(options);
    else if (name === undefined) await (await import('./commands/list.ts')).list(options);
    else await (await import('./commands/host.ts')).host(name, options);
  });

await runProgram(program);
