#!/usr/bin/env node
// Runs on any Node, so that an old one gets an explanation instead of a syntax error.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const name = basename(fileURLToPath(import.meta.url), '.js');
const build = new URL('../dist/cli.mjs', import.meta.url);

if (Number.parseInt(process.versions.node) < 24) {
  console.error(`${name}: Node 24 or newer is needed; this is ${process.version} (${process.execPath}).`);
  console.error(
    `  Inside the clone call it as "npx ${name}", which takes the clone's own Node; elsewhere install Node 24.`,
  );
  process.exitCode = 2;
} else if (!existsSync(build)) {
  console.error(`${name}: it has not been built: ${fileURLToPath(build)} is missing.`);
  console.error('  Run "npm run setup" in the clone.');
  process.exitCode = 2;
} else {
  await import(build);
}
