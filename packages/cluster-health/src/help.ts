/** What every help ends with. */
export const helpEnd = `
Exit codes:
  0  safe, or done
  1  failed: a prepare or restore that the cluster did not take
  2  wrong options or overrides
  3  not safe; nothing was touched, and the document says why

Example:
  cluster-health zookeeper check --node 10.0.0.1 --nodes 10.0.0.1,10.0.0.2,10.0.0.3 --expect 3 --config options.yml`;
