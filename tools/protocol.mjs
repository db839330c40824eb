// Writes the part of the protocol that the plugins of the collection read: `node tools/protocol.mjs`, after the executables are
// bundled, because that replaces the folder.
import { build } from 'esbuild';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const file = join(root, 'ansible/cli/protocol.json');

// Bundled first, because an older Node, which may run the build, cannot read TypeScript.
const { outputFiles } = await build({
  entryPoints: [join(root, 'packages/core/src/protocol/protocol-document.ts')],
  bundle: true,
  format: 'esm',
  write: false,
  logLevel: 'warning',
});
const { protocolDocument } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(`${file}.new`, `${JSON.stringify(protocolDocument(), null, 2)}\n`);
renameSync(`${file}.new`, file);
