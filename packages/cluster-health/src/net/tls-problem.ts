import type { PeerCertificate } from 'node:tls';
import { types } from 'node:util';
import type { Gap } from '../kind/gap.ts';

const mismatch = 'ERR_TLS_CERT_ALTNAME_INVALID';

const untrusted = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What the far side answers to a client certificate that is missing, or that it does not trust. */
const refusedClient = new Set([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
]);

/** What Node adds to the error of a certificate that names other hosts. */
interface MismatchError extends Error {
  host?: string;
  cert?: Pick<PeerCertificate, 'subjectaltname' | 'subject'>;
}

/** The error and its causes, the outermost first. */
function* causesOf(error: unknown): Generator<NodeJS.ErrnoException> {
  for (let cause = error; types.isNativeError(cause); cause = cause.cause) yield cause;
}

function mismatchGap({ host = 'the address', cert }: MismatchError, at: string): Gap {
  const names = cert?.subjectaltname ?? (cert?.subject?.CN ? `CN=${String(cert.subject.CN)}` : 'no host');
  const [, name] = /\bDNS:([^,\s]+)/.exec(names) ?? [];
  const example = name ? `: ${name.replace(/^\*/, 'node')}` : '';
  const shown = `openssl s_client -connect ${at} </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName`;
  return {
    why: `its certificate is for ${names}, not for ${host} (${mismatch})`,
    hint: `Name in tls.server_name the host that the certificate is for${example} (a list where each node has a name of its own), or have the address put into the certificate. To see it: ${shown}`,
    isLasting: true,
  };
}

/**
 * What is wrong with TLS at a node, and which option heals it. Waiting heals none of it but a clock that is behind.
 *
 * @param error as `tls.connect` or a client on top of it had it; its causes are looked through
 * @param at where it was asked: `10.0.0.1:9200`
 */
export function tlsProblem(error: unknown, at: string): (Gap & { code: string }) | undefined {
  for (const cause of causesOf(error)) {
    const { code = '' } = cause;
    // A client's own error may have the code and not the certificate, which is in its cause.
    if (code === mismatch && !('cert' in cause) && cause.cause !== undefined) continue;
    if (code === mismatch) return { ...mismatchGap(cause, at), code };
    if (untrusted.has(code)) {
      const why = `its certificate is of an authority that is not trusted here (${code})`;
      return { why, hint: 'Give tls.ca, the certificate of the authority that signed it.', isLasting: true, code };
    }
    if (code === 'CERT_HAS_EXPIRED') {
      return { why: `its certificate has expired (${code})`, hint: 'Renew it on the node.', isLasting: true, code };
    }
    if (code === 'CERT_NOT_YET_VALID') {
      return {
        why: `its certificate is not valid yet (${code})`,
        hint: 'Check the clocks of the node and here.',
        code,
      };
    }
    if (refusedClient.has(code)) {
      const hint = 'Give tls.cert and tls.key: a client certificate that the node trusts.';
      return { why: `it refuses the client certificate, or asks for one (${code})`, hint, isLasting: true, code };
    }
    if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
      return { why: `TLS failed (${code})`, hint: 'Check that the node speaks TLS at that port.', code };
    }
  }
  return undefined;
}
