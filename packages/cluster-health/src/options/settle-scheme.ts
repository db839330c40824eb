import { z } from 'zod';
import type { TlsOptions } from './tls-option.ts';

/** The option `scheme` of every kind that asks over HTTP; {@link settleScheme} fills it in. */
export const schemeOption = z.enum(['http', 'https']).optional();

type Scheme = 'http' | 'https';

/**
 * Fills in the scheme: `https` where `tls` is given, `http` otherwise. `tls` with `scheme: http` is refused: it would be
 * ignored, and a node that is asked without TLS at a TLS port looks like one that is down.
 */
export function settleScheme<Options extends { scheme?: Scheme | undefined; tls?: TlsOptions | undefined }>(
  options: Options,
  context: z.RefinementCtx,
): Options & { scheme: Scheme } {
  const { tls, scheme = tls === undefined ? 'http' : 'https' } = options;
  if (tls !== undefined && scheme !== 'https') {
    context.addIssue('tls needs scheme https');
    return z.NEVER;
  }
  return { ...options, scheme };
}
