import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStopFile } from './stop-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stop-file-'));
  file = join(folder, 'stop');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('openStopFile', () => {
  it('requests a stop when the file appears', async () => {
    let requests = 0;
    const requested = new Promise<void>((resolve) => {
      const stopFile = openStopFile(file, () => {
        requests += 1;
        resolve();
      });
      stopFile.watch();
      expect(stopFile.isRequested()).toBe(false);
    });
    // The timer does not keep a process alive.
    const alive = setInterval(() => {}, 1000);
    writeFileSync(file, '');
    await requested;
    clearInterval(alive);
    expect(requests).toBe(1);
  });

  it('reads the file at once when the watch begins, and not while it is ignored', () => {
    const stopFile = openStopFile(file, () => {});
    stopFile.watch();
    stopFile.ignore();
    writeFileSync(file, '');
    expect(stopFile.isRequested()).toBe(false);
    stopFile.watch();
    expect(stopFile.isRequested()).toBe(true);
  });
});
