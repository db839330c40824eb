/** One configuration for every package and for the system tests; `tools/test.mjs` picks the folder. */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tools/strip-types.mjs' },
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'node'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/collections/', '/dist/', '<rootDir>/ansible/cli/'],
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/tools/test-summary.mjs'],
  testSequencer: '<rootDir>/tools/longest-first.mjs',
  // End-to-end tests wait half of their time, so four of them keep two cores busy.
  maxWorkers: 4,
  testTimeout: 120_000,
};
