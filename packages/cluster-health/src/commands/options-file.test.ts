import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { http } from '../http/index.ts';
import type { Kind } from '../kind/kind.ts';
import { settleOptions } from '../options/settle-options.ts';
import { readOptionsFile } from './options-file.ts';
import { tcp } from '../tcp/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'cluster-health-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'options');
  writeFileSync(path, text);
  return path;
};
const readOptions = async (kind: Kind, path: string | undefined) => settleOptions(kind, await readOptionsFile(path));
const errorOf = (reading: Promise<unknown>) => reading.then(String, (error: unknown) => error);

describe('readOptions', () => {
  it('reads YAML and JSON, and fills in what is not said', async () => {
    expect(await readOptions(tcp, file('ports: [22]\ntimeout: 500ms'))).toEqual({ ports: [22], timeout: 500 });
    expect(await readOptions(tcp, file('{"ports": [22, 80]}'))).toEqual({ ports: [22, 80], timeout: 5000 });
  });

  it('needs no file where nothing must be said', async () =>
    expect(await readOptions(http, undefined)).toMatchObject({ scheme: 'http', path: '/' }));

  it.each([
    ['a wrong value', 'ports: [0]', /The options of tcp are not right: .*ports/],
    ['several things', 'port: 2', /right: ports is required; there is no option port. Did you mean "ports"\?$/],
    ['a wrong duration', 'ports: [1]\ntimeout: soon', /timeout: "soon" is not a duration/],
    ['an empty file', '', /ports is required$/],
    ['a list', '- 1', /expected object/],
    ['what is no YAML', 'ports: [', /cannot be read from .*options: line \d+, column \d+ is no YAML/],
  ])('refuses %s, in one line', async (_, text, message) => {
    const error = await errorOf(readOptions(tcp, file(text)));
    expect(error).toMatchObject({ code: 'options-invalid', exitCode: 2, message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('\n');
  });

  it('names a file that is missing', async () =>
    expect(await errorOf(readOptions(tcp, join(folder, 'nowhere')))).toMatchObject({
      code: 'options-invalid',
      message: expect.stringMatching(/nowhere: there is no such file$/),
      hint: expect.stringContaining('--config'),
    }));

  it('says of a folder that it is none', async () =>
    expect(await errorOf(readOptions(tcp, folder))).toMatchObject({
      message: expect.stringContaining('EISDIR'),
      hint: expect.stringContaining('--config'),
    }));

  it('says of what is no YAML what it must be, and of a wrong option which there are', async () => {
    expect(await errorOf(readOptions(tcp, file('ports: [')))).toMatchObject({ hint: 'Give them as YAML or JSON.' });
    const hint = 'It takes ports, timeout; docs/gates.md explains them.';
    expect(await errorOf(readOptions(tcp, file('ports: [0]')))).toMatchObject({ hint });
  });

  it.each([
    ['beside a fault in the YAML', 'username: ann\npassword: hunter2: x\n'],
    ['that reads as an alias', 'password: *hunter2'],
    ['that reads as a tag', 'password: !hunter2 x'],
    ['cut off', 'password: "hunter2'],
    ['of the wrong type', 'username: ann\npassword: [hunter2]'],
    ['where a number belongs', 'port: hunter2'],
    ['where one of few words belongs', 'scheme: hunter2'],
    ['in place of a key', 'tls: {key: hunter2}'],
    ['alone', 'hunter2'],
    ['without its user', 'password: hunter2'],
  ])('never tells a password %s', async (_, text) => {
    const error = await errorOf(readOptions(http, file(text)));
    expect(error).toMatchObject({ code: 'options-invalid' });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });
});
