import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './support/executables.ts';
import { folder } from './support/inventory-site.ts';

describe('the executable', () => {
  const stub = join(repository, 'packages/esg-inventory/bin/esg-inventory.js');

  it('prints what to do when it is not built', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    copyFileSync(stub, join(folder, 'bin/esg-inventory.js'));
    const { stderr, exitCode } = await execa(process.execPath, [join(folder, 'bin/esg-inventory.js')], {
      reject: false,
    });
    expect(stderr).toMatch(/^esg-inventory: not built: .*\n {2}Run "npm run setup"/);
    expect(exitCode).toBe(2);
  });

  it('prints what to do on an old Node', async () => {
    const older = `data:text/javascript,process = Object.create(process, {
      versions: { value: { node: '20.1.0' } }, version: { value: 'v20.1.0' } })`;
    const { stderr, exitCode } = await execa(process.execPath, ['--import', older, stub, '--list'], { reject: false });
    expect(stderr).toMatch(
      /^esg-inventory: Error \(node-too-old\): Node 22\.16 or newer is required; this is v20\.1\.0 \(.*\)\.\n/,
    );
    expect(exitCode).toBe(2);
  });
});
