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
  it('reads YAML and JSON and fills in the defaults', async () => {
    expect(await readOptions(tcp, file('ports: [22]\ntimeout: 500ms'))).toEqual({ ports: [22], timeout: 500 });
    expect(await readOptions(tcp, file('{"ports": [22, 80]}'))).toEqual({ ports: [22, 80], timeout: 5000 });
  });

  it('needs no file if no option is required', async () =>
    expect(await readOptions(http, undefined)).toMatchObject({ scheme: 'http', path: '/' }));

  it.each([
    ['a wrong value', 'ports: [0]', /Invalid options of the health check tcp: .*ports/],
    ['several problems', 'port: 2', /tcp: ports is required; unknown option port. Did you mean "ports"\?$/],
    ['a wrong duration', 'ports: [1]\ntimeout: soon', /timeout: "soon" is not a duration/],
    ['an empty file', '', /ports is required$/],
    ['a list', '- 1', /expected object/],
    ['invalid YAML', 'ports: [', /^Cannot read the options from .*options: invalid YAML at line \d+, column \d+$/],
  ])('rejects %s with a message of one line', async (_, text, message) => {
    const error = await errorOf(readOptions(tcp, file(text)));
    expect(error).toMatchObject({ code: 'options-invalid', exitCode: 2, message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('\n');
  });

  it('reports a missing file', async () =>
    expect(await errorOf(readOptions(tcp, join(folder, 'nowhere')))).toMatchObject({
      code: 'options-invalid',
      message: expect.stringMatching(/nowhere: no such file$/),
      hint: expect.stringContaining('--config'),
    }));

  it('reports a directory', async () =>
    expect(await errorOf(readOptions(tcp, folder))).toMatchObject({
      message: expect.stringContaining('EISDIR'),
      hint: expect.stringContaining('--config'),
    }));

  it('hints at the format for invalid YAML, and at the valid options', async () => {
    expect(await errorOf(readOptions(tcp, file('ports: [')))).toMatchObject({
      hint: 'Write the options as YAML or JSON.',
    });
    const hint = 'Options of tcp: ports, timeout. See docs/health-checks/http-tcp-command.md';
    expect(await errorOf(readOptions(tcp, file('ports: [0]')))).toMatchObject({ hint });
  });

  it.each([
    ['next to a YAML error', 'username: ann\npassword: hunter2: x\n'],
    ['that parses as an alias', 'password: *hunter2'],
    ['that parses as a tag', 'password: !hunter2 x'],
    ['that is truncated', 'password: "hunter2'],
    ['of the wrong type', 'username: ann\npassword: [hunter2]'],
    ['in place of a number', 'port: hunter2'],
    ['in place of an enum value', 'scheme: hunter2'],
    ['in place of a key', 'tls: {key: hunter2}'],
    ['without a key', 'hunter2'],
    ['without a user', 'password: hunter2'],
  ])('never reports a password %s', async (_, text) => {
    const error = await errorOf(readOptions(http, file(text)));
    expect(error).toMatchObject({ code: 'options-invalid' });
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });
});
