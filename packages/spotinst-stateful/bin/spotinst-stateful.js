#!/usr/bin/env node
// Runs on any Node, so that an old Node prints an explanation instead of a syntax error. Imports nothing, so it is fast.
const name = /([^/]+)\.js$/.exec(import.meta.url)[1];
const build = new URL('../dist/cli.mjs', import.meta.url).href;

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 16)) {
  console.error(
    `${name}: Error (node-too-old): Node 22.16 or newer is required; this is ${process.version} (${process.execPath}).`,
  );
  console.error(`  Inside the clone, run "npx ${name}", which uses the Node of the clone. Elsewhere, install Node 24.`);
  process.exitCode = 2;
} else {
  await import(build).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || error.url !== build) throw error;
    console.error(`${name}: not built: ${decodeURIComponent(new URL(build).pathname)} is missing.`);
    console.error('  Run "npm run setup" in the clone.');
    process.exitCode = 2;
  });
}
