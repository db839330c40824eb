import { z } from 'zod';
import type { TlsOptions } from './tls-option.ts';

/** The option `scheme` of every HTTP-based kind. {@link settleScheme} fills in its default. */
export const schemeOption = z.enum(['http', 'https']).optional();

type Scheme = 'http' | 'https';

/**
 * Fills in the scheme: `https` if `tls` is set, otherwise `http`. `tls` with `scheme: http` is rejected, because it would be
 * ignored, and a plain HTTP request to a TLS port appears to be a node that is down.
 */
export function settleScheme<Options extends { scheme?: Scheme | undefined; tls?: TlsOptions | undefined }>(
  options: Options,
  context: z.RefinementCtx,
): Options & { scheme: Scheme } {
  const { tls, scheme = tls === undefined ? 'http' : 'https' } = options;
  if (tls !== undefined && scheme !== 'https') {
    context.addIssue('tls requires scheme: https');
    return z.NEVER;
  }
  return { ...options, scheme };
}
