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
  maxWorkers: 2,
  testTimeout: 120_000,
};
