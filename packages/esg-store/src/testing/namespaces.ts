/** What the tests write. */
export const stateNamespaces = [
  'leases',
  'lease-number',
  'intents',
  'journals',
  'ledgers',
  'tenures',
  'controls',
  'statuses',
  'writers',
  'a',
  'b',
];
