import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A certificate or key: a PEM file on the controller, or its text, so that a vault can hold it. It is never told. */
const pem = z.string().transform((value, context) => {
  if (value.includes('-----BEGIN ')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    context.addIssue(`neither PEM text nor a file that can be read (${(error as NodeJS.ErrnoException).code})`);
    return z.NEVER;
  }
});

/** How a kind speaks TLS; what comes out is what `tls.connect` takes. */
export const tlsOption = z
  .strictObject({
    /** The authorities to trust, instead of the system's. */
    ca: pem.optional(),
    /** The controller's own certificate, where the cluster asks for one. */
    cert: pem.optional(),
    /** The key of that certificate. */
    key: pem.optional(),
    /** Whether the certificate must be valid and name the address. */
    verify: z.boolean().default(true),
  })
  .transform(({ verify, ...certificates }) => ({ ...certificates, rejectUnauthorized: verify }));
