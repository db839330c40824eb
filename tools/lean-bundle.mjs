// What makes the executables start fast: the bundler leaves out, or leaves for later, what it otherwise takes in.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';

/** Before an executable comes what lets Node keep its compiled sources: that counts only for what is loaded after it. */
const entries = (root) => ({
  name: 'entries',
  setup(build) {
    build.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice('entry:'.length), namespace: 'entry' }));
    build.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
      contents: [
        `import { keepCompiled } from './packages/core/src/compile-cache.ts';`,
        'keepCompiled();',
        `await import('./packages/${path}/src/cli.ts');`,
      ].join('\n'),
      loader: 'ts',
      resolveDir: root,
    }));
  },
});

/**
 * Where a module of Node is imported, Node reads everything that it exports, and some of it is loaded by being read:
 * with `node:http` comes undici, in as much time as Node itself needs to start. Asked for in this way it is not.
 * Each importer has its own, for what several share becomes a file to load.
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

/** Which file a package's `src/index.ts` has each name from. */
function faceOf(root, name) {
  const text = readFileSync(join(root, 'packages', name, 'src/index.ts'), 'utf8');
  const files = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/([^']+)';$/gm)].flatMap(([, names, file]) =>
    names.split(',').map((part) => [part.trim().replace(/^type /, ''), join(root, 'packages', name, 'src', file)]),
  );
  return new Map(files);
}

/**
 * Sources are bundled as if they imported each name from its own file, and zod as a namespace. Through a package's index
 * the bundler would load with `--version` whatever any command uses of it, and `{ z }` would bring all of zod, in every
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

/** Every package has a commander in a folder of its own, and all of them are the same. */
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
