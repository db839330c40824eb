import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensurePrivateFolders } from './private-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('ensurePrivateFolders', () => {
  it('creates missing parents, only for their owner', () => {
    ensurePrivateFolders(join(folder, 'a', 'b'));
    expect([modeOf(join(folder, 'a')), modeOf(join(folder, 'a', 'b'))]).toEqual([0o700, 0o700]);
  });

  it('leaves an existing folder as it is, also behind a link', () => {
    mkdirSync(join(folder, 'a'), { mode: 0o755 });
    symlinkSync('a', join(folder, 'link'));
    ensurePrivateFolders(join(folder, 'a'));
    ensurePrivateFolders(join(folder, 'link', 'b'));
    expect([modeOf(join(folder, 'a')), modeOf(join(folder, 'a', 'b'))]).toEqual([0o755, 0o700]);
  });

  it.each([
    ['a file with its name', 'file', 'EEXIST'],
    ['a file as its parent', 'file/a/b', 'ENOTDIR'],
  ])('fails for %s', (_, name, code) => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => ensurePrivateFolders(join(folder, name))).toThrow(expect.objectContaining({ code }));
  });

  it('fails for a link that leads nowhere', () => {
    symlinkSync('nowhere/a', join(folder, 'link'));
    expect(() => ensurePrivateFolders(join(folder, 'link', 'b'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
