import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { type Contradiction, contradictions } from './contradictions.ts';
import { type Schema, unknownKeys } from './schema.ts';

interface Parameter {
  in: 'path' | 'query';
  name: string;
  required?: boolean;
  schema: Schema;
}

interface Content {
  'application/json'?: { schema?: Schema };
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
}

interface Shapes {
  paths: Record<string, Record<string, Operation>>;
}

/** A call as it was sent. */
export interface SentCall {
  method: string;
  /** The path's template. */
  route: string;
  query: Record<string, string>;
  /** Parsed JSON; null without a body. */
  body: unknown;
}

/** The vendor's own specification, without its prose. */
const shapes = JSON.parse(readFileSync(join(import.meta.dirname, 'spot-elastigroup.shapes.json'), 'utf8')) as Shapes;

const schemaOf = (content: Content | undefined): Schema | null => content?.['application/json']?.schema ?? null;

const updateBody = schemaOf(shapes.paths['/aws/ec2/group/{groupId}']?.['put']?.requestBody?.content);
const update: Schema = updateBody?.properties?.['group'] ?? {};

/** Compares calls and responses with the corrected specification. */
export class Checker {
  readonly #corrections: readonly Contradiction[];
  readonly #parameters = new Ajv({ strict: false, allErrors: true, validateFormats: false, coerceTypes: true });
  readonly #bodies = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  readonly #corrected = new Map<string, Schema>();

  constructor(corrections: readonly Contradiction[] = contradictions) {
    this.#corrections = corrections;
  }

  /** @returns one line for each problem of a successful answer */
  answer(method: string, route: string, answer: unknown): string[] {
    const name = `${method} ${route}`;
    const schema = schemaOf(operationOf(name)?.responses['200']?.content);
    if (!schema) return [`${name} is not in the specification`];
    const corrected = this.#correctedOnce(name, schema, 'answer');
    // The examples of groups are partial; an update, which is complete, shows the other keys.
    const complete: Schema = { properties: { response: { properties: { items: { items: update } } } } };
    const isGroup = name === 'GET /aws/ec2/group' || name === 'GET /aws/ec2/group/{groupId}';
    return [
      ...problemsOf(this.#bodies, corrected, answer),
      ...unknownKeys(answer, isGroup ? [corrected, complete] : [corrected]).map(
        (key) => `${key} is not in the specification`,
      ),
    ].map((problem) => `${name}: ${problem}`);
  }

  /** @returns one line for each problem of a call */
  call({ method, route, query, body }: SentCall): string[] {
    const name = `${method} ${route}`;
    const operation = operationOf(name);
    if (!operation) return [`${name} is not in the specification`];
    return [...this.#queryProblems(operation, query), ...this.#bodyProblems(name, operation, body)].map(
      (problem) => `${name}: ${problem}`,
    );
  }

  #queryProblems({ parameters = [] }: Operation, query: Record<string, string>): string[] {
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const schema: Schema = {
      type: 'object',
      required: inQuery.filter(({ required }) => required).map(({ name }) => name),
      properties: Object.fromEntries(inQuery.map((parameter) => [parameter.name, parameter.schema])),
    };
    const unknown = unknownKeys(query, [schema]).map((key) => `query has ${key}`);
    return [...problemsOf(this.#parameters, schema, { ...query }).map((problem) => `query ${problem}`), ...unknown];
  }

  #bodyProblems(name: string, { requestBody }: Operation, body: unknown): string[] {
    const schema = schemaOf(requestBody?.content);
    if (!schema) return body === null ? [] : ['a body is not in the specification'];
    const corrected = this.#correctedOnce(name, schema, 'body');
    return [
      ...problemsOf(this.#bodies, corrected, body).map((problem) => `body ${problem}`),
      ...unknownKeys(body, [corrected]).map((key) => `body has ${key}`),
    ];
  }

  #correctedOnce(name: string, schema: Schema, root: 'answer' | 'body'): Schema {
    const key = `${root} ${name}`;
    const known = this.#corrected.get(key);
    if (known) return known;
    const rules = this.#corrections.filter(({ only }) => only?.includes(name) ?? true);
    const corrected = correct(schema, root, rules);
    this.#corrected.set(key, corrected);
    return corrected;
  }
}

function operationOf(name: string): Operation | undefined {
  const [method = '', route = ''] = name.split(' ');
  return shapes.paths[route]?.[method.toLowerCase()];
}

function problemsOf(ajv: Ajv, schema: Schema, value: unknown): string[] {
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The schema with every contradiction corrected. */
function correct(schema: Schema, path: string, rules: readonly Contradiction[]): Schema {
  const fixed = rules
    .filter(({ where }) => path.endsWith(where))
    .reduce((before, { actually }) => actually(before, update), schema);
  return correctWithin(fixed, path, rules);
}

function correctWithin(schema: Schema, path: string, rules: readonly Contradiction[]): Schema {
  const { allOf, anyOf, oneOf, items, properties } = schema;
  const part = (each: Schema): Schema => correctWithin(each, path, rules);
  return {
    ...schema,
    ...(allOf && { allOf: allOf.map(part) }),
    ...(anyOf && { anyOf: anyOf.map(part) }),
    ...(oneOf && { oneOf: oneOf.map(part) }),
    ...(items && { items: correct(items, `${path}[]`, rules) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, correct(value, `${path}.${key}`, rules)]),
      ),
    }),
  };
}
