import { createRequire } from 'node:module';

// Its types would bring the types of Node into the lint of every script.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/**
 * The test files that take longest, longest first. A fresh clone has no times of earlier runs, and Jest orders by size
 * then; a long file that starts last keeps the other workers idle.
 */
const longest = [
  'e2e/shared-store.test.ts',
  'e2e/two-laptops.test.ts',
  'e2e/ssh.test.ts',
  'e2e/workers.test.ts',
  'e2e/soak/first-rounds.test.ts',
  'e2e/soak/last-rounds.test.ts',
  'e2e/campaign.test.ts',
  'e2e/clusters/kafka/roll.test.ts',
  'e2e/soak/ten-kills.test.ts',
  'e2e/replace-root-killed.test.ts',
  'e2e/roll.test.ts',
  'e2e/killed-while-lagging.test.ts',
  'e2e/unfinished.test.ts',
  'e2e/toggles.test.ts',
  'e2e/campaign-soak.test.ts',
  'e2e/unusual-names.test.ts',
  'e2e/suspensions-roll.test.ts',
  'e2e/new-kind.test.ts',
  'e2e/clusters/zookeeper/roll.test.ts',
];

const rankOf = ({ path }) => {
  const index = longest.findIndex((file) => path.endsWith(`/${file}`));
  if (index >= 0) return index;
  return path.includes('/e2e/') ? longest.length : longest.length + 1;
};

/** Jest's own order, but the longest files first, and end-to-end tests before the tests of the packages. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- not the method of an array
    return super.sort(tests).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
