import http, { Agent, type AgentOptions } from 'node:http';

/** Where AWS tells an instance, a container or a pod its credentials. They are addresses of that machine alone. */
const metadataHosts = ['169.254.169.254', 'fd00:ec2::254', '169.254.170.2', '169.254.170.23', 'fd00:ec2::23'];

/** Whoever has moved the service elsewhere has it no farther away. */
const movedHost = (endpoint: string | undefined): string[] =>
  endpoint !== undefined && URL.canParse(endpoint) ? [new URL(endpoint).hostname.replaceAll(/[[\]]/g, '')] : [];

/**
 * Keeps the metadata service of AWS out of the proxy of NODE_USE_ENV_PROXY. The SDK asks it by Node's global agent, and a
 * proxy would answer with the credentials of its own machine, or not at all. Everything else goes as it went.
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
