import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runbookPlace } from './runbook-place.ts';

const root = mkdtempSync(join(tmpdir(), 'runbook-place-'));
afterAll(() => rmSync(root, { recursive: true }));

const page = 'docs/runbooks/lease-held.md';
const collection = 'ansible_collections/esg_recycler/spotinst';

describe('the place of a runbook', () => {
  it('is its path in the repository in a clone', () => expect(runbookPlace(page)).toBe(page));

  it('is its path in the repository where the documentation is not installed', () =>
    expect(runbookPlace(page, '/')).toBe(page));

  it.each([
    ['a collection', `${collection}/cli/chunks`, collection],
    [
      'the npm package',
      'node_modules/@esg-recycler/cli/dist/chunks',
      `node_modules/@esg-recycler/cli/collections/${collection}`,
    ],
  ])('is an absolute path in %s', (_, from, folder) => {
    const installed = join(root, folder);
    mkdirSync(join(installed, 'docs/runbooks'), { recursive: true });
    writeFileSync(join(installed, 'docs/runbooks/README.md'), '');
    expect(runbookPlace(page, join(root, from))).toBe(join(installed, page));
  });
});
