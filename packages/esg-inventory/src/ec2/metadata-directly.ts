import http, { Agent, type AgentOptions } from 'node:http';

/** The metadata services where an instance, a container or a pod gets its AWS credentials. All are link-local. */
const metadataHosts = ['169.254.169.254', 'fd00:ec2::254', '169.254.170.2', '169.254.170.23', 'fd00:ec2::23'];

/** A custom endpoint of the metadata service is also local. */
const movedHost = (endpoint: string | undefined): string[] =>
  endpoint !== undefined && URL.canParse(endpoint) ? [new URL(endpoint).hostname.replaceAll(/[[\]]/g, '')] : [];

/**
 * Excludes the AWS metadata service from the proxy of NODE_USE_ENV_PROXY. The SDK uses Node's global agent for it, and a
 * proxy would return the credentials of its own machine, or nothing. All other requests are unchanged.
 */
export function askMetadataDirectly(env: Record<string, string | undefined>): void {
  const { options } = http.globalAgent as Agent & { options: AgentOptions };
  if (options.proxyEnv === undefined) return;
  const given = options.proxyEnv.no_proxy || options.proxyEnv.NO_PROXY;
  const noProxy = [given, ...metadataHosts, ...movedHost(env['AWS_EC2_METADATA_SERVICE_ENDPOINT'])]
    .filter(Boolean)
    .join(',');
  http.globalAgent = new Agent({ ...options, proxyEnv: { ...options.proxyEnv, no_proxy: noProxy, NO_PROXY: noProxy } });
}
