import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { z } from 'zod';

/** A certificate or key: a PEM file on the controller, or its text, for example from a vault. It is never reported. */
const pem = z.string().transform((value, context) => {
  if (value.includes('-----BEGIN ')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    context.addIssue(`neither PEM text nor a readable file (${(error as NodeJS.ErrnoException).code})`);
    return z.NEVER;
  }
});

/** The TLS options of a kind, parsed to the options of `tls.connect` and `https.Agent`. */
export const tlsOption = z
  .strictObject({
    /** The authorities to trust, instead of those of the system. */
    ca: pem.optional(),
    /** The client certificate, if the cluster requires one. */
    cert: pem.optional(),
    /** The key of that certificate. */
    key: pem.optional(),
    /** Whether the certificate must be valid and match the host. */
    verify: z.boolean().default(true),
    /**
     * The host name in the certificates, if it is not the address of the node. A list if the names differ between nodes: a
     * certificate for any of them is accepted. The first name is also sent to the node (SNI).
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
  // An address is valid in a certificate, but must not be sent as SNI.
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
