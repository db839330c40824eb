#!/usr/bin/env node
// Runs on any Node, so that an old one gets an explanation instead of a syntax error; imports nothing, so that it is fast.
const name = /([^/]+)\.js$/.exec(import.meta.url)[1];
const build = new URL('../dist/cli.mjs', import.meta.url).href;

if (Number.parseInt(process.versions.node) < 24) {
  console.error(`${name}: Node 24 or newer is needed; this is ${process.version} (${process.execPath}).`);
  console.error(
    `  Inside the clone call it as "npx ${name}", which takes the clone's own Node; elsewhere install Node 24.`,
  );
  process.exitCode = 2;
} else {
  await import(build).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || error.url !== build) throw error;
    console.error(`${name}: it has not been built: ${decodeURIComponent(new URL(build).pathname)} is missing.`);
    console.error('  Run "npm run setup" in the clone.');
    process.exitCode = 2;
  });
}
