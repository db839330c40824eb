/** The cache key of a response of Spot: `groups`, or a part of a group and its id. */
export const answerKey = (scope: string, accountId: string, ...rest: string[]): string =>
  ['inventory', scope, accountId, ...rest].join(':');
