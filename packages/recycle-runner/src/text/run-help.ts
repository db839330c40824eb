/** What `run --help` says below its options. */
export const runHelp = `
What follows -- goes to ansible-playbook, for every check and every instance; --check and the like are refused.

Exit codes:
  0    done, or nothing to do
  1    something was started and failed, or a check failed after the first recycle
  2    wrong usage or settings, or --yes is missing; nothing was touched
  3    refused by a finding or a check; nothing was touched
  4    another roll of this cluster is under way; nothing was touched
  5    Spot could not be reached or refused the credentials; nothing was touched
  130  stopped on request: the instance in progress was finished, the rest left alone

Examples:
  recycle-runner plan --esg my-kafka                    show what would be done, and touch nothing
  recycle-runner --esg my-kafka                         show it, ask, and roll
  recycle-runner --esg my-kafka --limit 10.0.0.12       one instance first
  recycle-runner --esg 'kafka-zone-*' --yes             the groups of one cluster, without being asked
  recycle-runner --cluster kafka -- --vault-password-file ~/.vault
`;
