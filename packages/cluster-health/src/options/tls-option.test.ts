import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tlsOption } from './tls-option.ts';

const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('tlsOption', () => {
  it('verifies unless told otherwise', () => {
    expect(tlsOption.parse({})).toEqual({ rejectUnauthorized: true });
    expect(tlsOption.parse({ verify: false })).toEqual({ rejectUnauthorized: false });
  });

  it('takes PEM text, and files that hold it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-health-tls-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), text);
      expect(tlsOption.parse({ ca: join(folder, 'ca.pem'), cert: text })).toMatchObject({ ca: text, cert: text });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says why a file cannot be read', () =>
    expect(tlsOption.safeParse({ ca: '/no/such.pem' }).error?.issues).toMatchObject([
      { path: ['ca'], message: expect.stringContaining('ENOENT') },
    ]));
});
