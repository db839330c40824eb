// Makes the executables start fast: the bundler omits modules or loads them later.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';

/** Enables Node's compile cache before an executable, because it applies only to modules that are loaded later. */
const entries = (root) => ({
  name: 'entries',
  setup(build) {
    build.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice('entry:'.length), namespace: 'entry' }));
    build.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
      contents: [
        `import { keepCompiled } from './packages/core/src/compile-cache.ts';`,
        `import { hideSqliteWarning } from './packages/core/src/sqlite-warning.ts';`,
        'keepCompiled();',
        'hideSqliteWarning();',
        `await import('./packages/${path}/src/cli.ts');`,
      ].join('\n'),
      loader: 'ts',
      resolveDir: root,
    }));
  },
});

/**
 * When a module of Node is imported, Node reads all its exports, and reading some of them loads more:
 * `node:http` loads undici, which takes as long as the start of Node itself. This way, it is not loaded.
 * Each importer has its own copy, because shared code becomes another file to load.
 */
const builtins = (root) => ({
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^(node:)?\w+(\/\w+)?$/ }, ({ path, kind, importer }) => {
      const isBuiltin = path.startsWith('node:') || builtinModules.includes(path);
      return kind === 'import-statement' && isBuiltin
        ? { path, namespace: 'builtin', suffix: `?${relative(root, importer)}` }
        : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
});

/** The file behind each name of a package's `src/index.ts`. */
function faceOf(root, name) {
  const text = readFileSync(join(root, 'packages', name, 'src/index.ts'), 'utf8');
  const files = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/([^']+)';$/gm)].flatMap(([, names, file]) =>
    names.split(',').map((part) => [part.trim().replace(/^type /, ''), join(root, 'packages', name, 'src', file)]),
  );
  return new Map(files);
}

/**
 * Sources are bundled as if they imported each name from its own file, and zod as a namespace. Through a package's index
 * the bundler would load with `--version` what any command uses of it, and `{ z }` would add all of zod, in every
 * language.
 */
const direct = (root) => ({
  name: 'direct',
  setup(build) {
    const faces = new Map();
    const fileOf = (name, exported) => {
      if (!faces.has(name)) faces.set(name, faceOf(root, name));
      return faces.get(name).get(exported) ?? `@esg-recycler/${name}`;
    };
    const importsOf = (names, name) =>
      names
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '' && !part.startsWith('type '))
        .map((part) => `import { ${part} } from ${JSON.stringify(fileOf(name, part.split(' as ')[0]))};`);
    build.onLoad({ filter: /\/packages\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll(/^import \{([^}]*)\} from '@esg-recycler\/([\w-]+)';$/gm, (_, names, name) =>
          importsOf(names, name).join(' '),
        )
        .replaceAll(/^import \{ z \} from 'zod';$/gm, "import * as z from 'zod';"),
      loader: 'ts',
    }));
  },
});

/** Every package has its own copy of commander, and all copies are the same. */
const oneCommander = (root) => ({
  name: 'one-commander',
  setup(build) {
    build.onResolve({ filter: /^commander$/ }, ({ path, kind, pluginData }) =>
      pluginData === 'commander'
        ? undefined
        : build.resolve(path, { kind, resolveDir: join(root, 'packages/core'), pluginData: 'commander' }),
    );
  },
});

/** The plugins for esbuild; an entry point is `entry:PACKAGE`. */
export const leanBundle = (root) => [entries(root), builtins(root), direct(root), oneCommander(root)];
