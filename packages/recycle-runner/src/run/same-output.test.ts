import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSameOutput } from './same-output.ts';

let folder: string;
let opened: number[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'esg-output-'));
  opened = [];
});
afterEach(() => {
  for (const one of opened) closeSync(one);
  rmSync(folder, { recursive: true });
});
const open = (name: string): number => {
  const descriptor = openSync(join(folder, name), 'a');
  opened.push(descriptor);
  return descriptor;
};

describe('isSameOutput', () => {
  it('finds two descriptors of one file', () => {
    expect(isSameOutput(open('log'), open('log'))).toBe(true);
  });

  it('keeps two files apart', () => {
    expect(isSameOutput(open('out'), open('err'))).toBe(false);
  });

  it('is false for a closed descriptor', () => {
    expect(isSameOutput(open('log'), 9999)).toBe(false);
  });
});
