/** The arrows of docs/architecture.md: which package may import which. Everyone may import `core`. */
const arrows = {
  core: [],
  'spotinst-client': [],
  'esg-store': [],
  'esg-inventory': ['spotinst-client', 'esg-store'],
  'spotinst-stateful': ['spotinst-client', 'esg-store'],
  'cluster-health': [],
  'instance-roller': ['spotinst-client', 'esg-store', 'spotinst-stateful', 'cluster-health'],
  'recycle-runner': ['spotinst-client', 'esg-store', 'esg-inventory', 'spotinst-stateful', 'instance-roller'],
  'spot-simulator': [],
};

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circle-of-folders',
      comment: 'the folders of a package lean on each other one way only; a folder holds its subfolders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^packages/([^/]+)/src/' },
      to: { path: '^packages/$1/src/', circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(node:|bun:)' } },
    ...Object.entries(arrows).map(([name, targets]) => ({
      name: `arrows-of-${name}`,
      comment: `${name} may import core${targets.map((target) => `, ${target}`).join('')}, and nothing else of this workspace`,
      severity: 'error',
      from: { path: `^packages/${name}/` },
      to: { path: '^(packages|e2e|bench|ansible)/', pathNot: `^packages/(${['core', name, ...targets].join('|')})/` },
    })),
    {
      name: 'public-face',
      comment: 'a package is entered through its src/index.ts; the servers of its tests through src/testing/servers.ts',
      severity: 'error',
      from: { path: '^(packages/[^/]+|e2e|bench)/' },
      to: { path: '^packages/([^/]+)/src/(?!(?:index|testing/servers)\\.ts$)', pathNot: '^$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache)/|^ansible/cli/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
