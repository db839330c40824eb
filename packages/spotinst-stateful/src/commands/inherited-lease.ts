import { EsgError, ExitCode } from '@esg-recycler/core';
import { decodeLease, type LeaseToken } from '@esg-recycler/esg-store';

/** @throws EsgError `lease-token-missing`, `lease-token-invalid`, exit code 2 */
export function inheritedLease(): LeaseToken {
  const text = process.env['ESG_RECYCLER_LEASE'];
  if (text) return decodeLease(text);
  throw new EsgError('ESG_RECYCLER_LEASE is not set', {
    code: 'lease-token-missing',
    exitCode: ExitCode.usage,
    hint: 'Set it to the token that "lease hold" printed.',
  });
}
