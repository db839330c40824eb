import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tlsOption } from './tls-option.ts';

const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('tlsOption', () => {
  it('verifies certificates by default', () => {
    expect(tlsOption.parse({})).toEqual({ rejectUnauthorized: true });
    expect(tlsOption.parse({ verify: false })).toEqual({ rejectUnauthorized: false });
  });

  it('accepts PEM text and PEM files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-health-tls-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), text);
      expect(tlsOption.parse({ ca: join(folder, 'ca.pem'), cert: text })).toMatchObject({ ca: text, cert: text });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reports why a file cannot be read', () =>
    expect(tlsOption.safeParse({ ca: '/no/such.pem' }).error?.issues).toMatchObject([
      { path: ['ca'], message: expect.stringContaining('ENOENT') },
    ]));
});
