import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
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

/** How a kind speaks TLS; what comes out is what `tls.connect` and `https.Agent` take. */
export const tlsOption = z
  .strictObject({
    /** The authorities to trust, instead of the system's. */
    ca: pem.optional(),
    /** The controller's own certificate, where the cluster asks for one. */
    cert: pem.optional(),
    /** The key of that certificate. */
    key: pem.optional(),
    /** Whether the certificate must be valid and name the host. */
    verify: z.boolean().default(true),
    /**
     * The host that the certificates are for, where that is not the address at which a node is asked; a list where each
     * node has a name of its own: a certificate for any of them will do. The first is sent to the node as well (SNI).
     */
    server_name: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .transform((given) => [given].flat())
      .optional(),
  })
  .transform(({ verify, server_name: names, ...certificates }) => ({
    ...certificates,
    rejectUnauthorized: verify,
    ...(names && expecting(names)),
  }));

export type TlsOptions = z.output<typeof tlsOption>;

interface ExpectedNames {
  servername?: string;
  checkServerIdentity(host: string, certificate: PeerCertificate): Error | undefined;
}

function expecting(names: readonly string[]): ExpectedNames {
  // An address may stand in a certificate, and may not be sent as a server's name.
  const servername = names.find((name) => !isIP(name));
  return {
    ...(servername !== undefined && { servername }),
    checkServerIdentity(_host, certificate) {
      const problems = names.map((name) => checkServerIdentity(name, certificate));
      const [problem] = problems.includes(undefined) ? [] : problems;
      return problem && Object.assign(problem, { host: names.join(', ') });
    },
  };
}
