// Every code that the product can print, read from its sources: `code: 'lease-held'` of errors, findings and decisions,
// arguments of functions that take a `code`, and the list of the Ansible plugins.
import { parseSync } from '@swc/core';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const isSource = (/** @type {string} */ path) => !/\.test\.ts$|\/(?:test-support|testing)\/|\/fixtures\.ts$/.test(path);
const isCode = (/** @type {string} */ text) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text);
/** What zod wants for every issue that a refinement adds. */
const ofZod = new Set(['custom']);
/** Stands for a code that only the running program knows: its page could not be found. */
const composed = '${…}';
const exits = { done: 0, failed: 1, usage: 2, refused: 3, leaseHeld: 4, unreachable: 5, stopped: 130 };

/**
 * @typedef {{ type: string, [key: string]: any }} Node
 * @typedef {{ files: Set<string>, exitCodes: Set<number>, isHealth: boolean }} Code
 */

/** @returns {Generator<Node>} */
function* nodesIn(/** @type {unknown} */ value) {
  if (Array.isArray(value)) {
    for (const each of value) yield* nodesIn(each);
  } else if (typeof value === 'object' && value !== null) {
    if ('type' in value && typeof value.type === 'string') yield /** @type {Node} */ (value);
    for (const each of Object.values(value)) yield* nodesIn(each);
  }
}

const propertyOf = (/** @type {Node} */ object, /** @type {string} */ name) =>
  object.properties.find((/** @type {Node} */ each) => each.key?.value === name);

/** `const noClusterGate = 'no-cluster-gate'`, by name. */
const constantsIn = (/** @type {Node[]} */ nodes) =>
  nodes
    .filter(({ type, init }) => type === 'VariableDeclarator' && init?.type === 'StringLiteral')
    .map(({ id, init }) => [id.value, init.value]);

/** The functions of a file that take a code, and as which parameter. */
const takersIn = (/** @type {Node[]} */ nodes) =>
  new Map(
    nodes.flatMap(({ type, id, identifier, init, params }) => {
      const isArrow = type === 'VariableDeclarator' && init?.type === 'ArrowFunctionExpression';
      if (!isArrow && type !== 'FunctionDeclaration') return [];
      const position = (isArrow ? init.params : params).findIndex(
        (/** @type {Node} */ each) => (each.pat ?? each).value === 'code',
      );
      return position < 0 ? [] : [[(isArrow ? id : identifier).value, position]];
    }),
  );

/**
 * The codes that an expression can be; those that it only passes on are found where they are made.
 *
 * @param {Node} node
 * @param {ReadonlyMap<string, string>} constants
 * @returns {string[]}
 */
function codesOf(node, constants) {
  switch (node.type) {
    case 'StringLiteral':
      return [node.value];
    case 'Identifier':
      return [constants.get(node.value) ?? []].flat();
    case 'ConditionalExpression':
      return [...codesOf(node.consequent, constants), ...codesOf(node.alternate, constants)];
    case 'BinaryExpression':
      if (node.operator === '+') return [composed];
      return [...codesOf(node.left, constants), ...codesOf(node.right, constants)];
    case 'ParenthesisExpression':
    case 'TsAsExpression':
      return codesOf(node.expression, constants);
    case 'TemplateLiteral':
      return [composed];
    case 'MemberExpression':
      // The `code` of another object is found where that object is made.
      return node.property.value === 'code' || node.property.expression?.value === 'code' ? [] : [composed];
    default:
      return [];
  }
}

/** @returns {{ node: Node, object?: Node }[]} */
function placesIn(/** @type {Node[]} */ nodes) {
  const takers = takersIn(nodes);
  return nodes.flatMap((node) => {
    if (node.type === 'ObjectExpression') {
      const property = propertyOf(node, 'code');
      return property?.type === 'KeyValueProperty' ? [{ node: property.value, object: node }] : [];
    }
    if (node.type === 'VariableDeclarator') {
      if (node.id.value === 'code' && node.init) return [{ node: node.init }];
      if (node.id.value === 'pluginErrorCodes') {
        return node.init.expression.elements.map((/** @type {Node} */ each) => ({ node: each.expression }));
      }
    }
    const position = node.type === 'CallExpression' ? takers.get(node.callee.value) : undefined;
    return position === undefined ? [] : [{ node: node.arguments[position].expression }];
  });
}

/** The plugins of Ansible take their codes from the list of the protocol; this finds one that is written out there. */
const codesOfPlugins = (/** @type {string} */ root) =>
  globSync('ansible/plugins/**/*.py', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/\bcode['"]?\s*[:=]\s*(['"])([a-z][a-z0-9-]*)\1/g)].map(([, , code = '']) => ({
      file,
      code,
    }));
  });

/**
 * @param {string} root the folder of the repository
 * @returns {{ codes: Map<string, Code>, composedIn: string[] }} by code; and the files with codes that cannot be read
 */
export function readCodes(root) {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root })
    .filter(isSource)
    .map((file) => ({
      file,
      nodes: [...nodesIn(parseSync(readFileSync(join(root, file), 'utf8'), { syntax: 'typescript' }).body)],
    }));
  const shared = new Map(files.flatMap(({ nodes }) => constantsIn(nodes)));
  /** @type {Map<string, Code>} */
  const codes = new Map();
  const composedIn = new Set();
  for (const { file, nodes } of files) {
    const constants = new Map([...shared, ...constantsIn(nodes)]);
    for (const { node, object } of placesIn(nodes)) {
      const exit = object && propertyOf(object, 'exitCode')?.value;
      for (const code of codesOf(node, constants)) {
        if (code === composed) composedIn.add(file);
        if (!isCode(code) || ofZod.has(code)) continue;
        const known = codes.get(code) ?? { files: new Set(), exitCodes: new Set(), isHealth: true };
        known.files.add(file);
        // What a health check finds has a section of docs/health-checks; its errors have an exit code.
        known.isHealth &&= file.startsWith('packages/cluster-health/') && object !== undefined && exit === undefined;
        const number =
          exit?.object?.value === 'ExitCode' ? exits[/** @type {keyof exits} */ (exit.property.value)] : undefined;
        if (number !== undefined) known.exitCodes.add(number);
        codes.set(code, known);
      }
    }
  }
  for (const { file, code } of codesOfPlugins(root)) {
    const known = codes.get(code) ?? { files: new Set(), exitCodes: new Set(), isHealth: false };
    known.files.add(file);
    codes.set(code, { ...known, isHealth: false });
  }
  return { codes, composedIn: [...composedIn] };
}
