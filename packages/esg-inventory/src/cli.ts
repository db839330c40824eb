import { addExamples, addHelpCommands, createProgram, exitCodeMeanings, runProgram } from '@esg-recycler/core';
import { Option } from 'commander';
import type { LoadOptions } from './opening.ts';

interface Options extends LoadOptions {
  host?: string;
  table?: boolean;
}

const { usage, unreachable } = exitCodeMeanings;
const program = createProgram(
  'esg-inventory',
  'Lists the instances of stateful Elastigroups as an Ansible inventory (JSON).',
  { done: 'the inventory is complete', failed: 'an internal error', usage, unreachable },
)
  .option('--list', 'print the complete inventory (the default)')
  .addOption(new Option('--host <name>', "print one host's variables").conflicts('list'))
  .addOption(new Option('--table', 'print a table for people').conflicts(['list', 'host', 'json']))
  .option('--config <file>', 'read the settings from this file; - for standard input')
  .option('--esg <group...>', 'only these groups: id, name, or a glob such as kafka-* (quote it)')
  .option('--refresh', 'query Spot and ignore the cache')
  .option('--json', 'print JSON (the default without --table)')
  .action(async ({ host: name, table: isTable, ...options }: Options) => {
    if (isTable) await (await import('./commands/table.ts')).table(options);
    else if (name === undefined) await (await import('./commands/list.ts')).list(options);
    else await (await import('./commands/host.ts')).host(name, options);
  });

addExamples(program, [
  ['Show the instances and which of them are due', 'esg-inventory --table'],
  ['Show two groups, without the cache', "esg-inventory --table --esg 'kafka-*' --esg sig-1a2b3c4d --refresh"],
  ['Print the variables of one host', 'esg-inventory --host 10.0.0.12'],
  ['Use it as an inventory script', 'ansible-inventory -i node_modules/.bin/esg-inventory --graph'],
]);

addHelpCommands(program);

await runProgram(program);
