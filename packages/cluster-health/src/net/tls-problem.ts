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

/** The TLS alerts of a node that rejects the client certificate, or requires one. */
const refusedClient = new Set([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
]);

/** The fields that Node.js adds to the error for a certificate of another host. */
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
    why: `its certificate is valid for ${names}, not for ${host} (${mismatch})`,
    hint: `Set tls.server_name to the host name in the certificate${example} (a list if the names differ between nodes), or add the address to the certificate. Show it: ${shown}`,
    isLasting: true,
  };
}

/**
 * Why TLS failed at a node, and which option corrects it. Only a clock that is behind may resolve on its own.
 *
 * @param error from `tls.connect` or a client on top of it; its causes are searched too
 * @param at the endpoint: `10.0.0.1:9200`
 */
export function tlsProblem(error: unknown, at: string): (Gap & { code: string }) | undefined {
  for (const cause of causesOf(error)) {
    const { code = '' } = cause;
    // The error of a client may have only the code. The certificate is in its cause.
    if (code === mismatch && !('cert' in cause) && cause.cause !== undefined) continue;
    if (code === mismatch) return { ...mismatchGap(cause, at), code };
    if (untrusted.has(code)) {
      const why = `its certificate is signed by an authority that is not trusted (${code})`;
      return { why, hint: 'Set tls.ca to the certificate of the signing authority.', isLasting: true, code };
    }
    if (code === 'CERT_HAS_EXPIRED') {
      return {
        why: `its certificate has expired (${code})`,
        hint: 'Renew the certificate on the node.',
        isLasting: true,
        code,
      };
    }
    if (code === 'CERT_NOT_YET_VALID') {
      return {
        why: `its certificate is not valid yet (${code})`,
        hint: 'Check the clocks of the node and of the controller.',
        code,
      };
    }
    if (refusedClient.has(code)) {
      const hint = 'Set tls.cert and tls.key to a client certificate that the node trusts.';
      return {
        why: `it requires a client certificate, or rejects the configured one (${code})`,
        hint,
        isLasting: true,
        code,
      };
    }
    if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
      return { why: `the TLS handshake failed (${code})`, hint: 'Check that the port of the node uses TLS.', code };
    }
  }
  return undefined;
}
