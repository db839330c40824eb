/** The codes of errors that can end without a change here: Spot does not respond, or limits the requests. */
export const transientCodes: ReadonlySet<string> = new Set([
  'aws-throttled',
  'spot-answer-invalid',
  'spot-rate-limited',
  'spot-timeout',
  'spot-unavailable',
  'spot-unreachable',
]);
