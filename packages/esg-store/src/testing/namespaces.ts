/** What the tests write. */
export const stateNamespaces = [
  'leases',
  'lease-number',
  'intents',
  'journals',
  'ledgers',
  'tenures',
  'writers',
  'a',
  'b',
];
