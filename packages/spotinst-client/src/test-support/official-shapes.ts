import { Ajv, type AnySchema } from 'ajv';
import { readFileSync } from 'node:fs';

interface Parameter {
  in: 'path' | 'query';
  name: string;
  required?: boolean;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json': { schema: AnySchema } } };
  responses: Record<string, { content?: { 'application/json': { schema: AnySchema } } }>;
}

type Shapes = { paths: Record<string, Record<string, Operation>> };

type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is known to be wrong in the vendor's specification, and is put right here. */
const corrections: readonly ((key: string, schema: Schema) => unknown)[] = [
  // `strategy.persistence` is an object, not a list of them.
  (key, schema) => (key === 'persistence' && isSchema(schema['items']) ? schema['items'] : undefined),
  // `imageId` is a text; one place says boolean.
  (key, schema) => (key === 'imageId' ? { ...schema, type: 'string' } : undefined),
  // An update names only what it changes.
  (key, schema) => (key === 'group' ? { ...schema, required: [] } : undefined),
  // The items that an update answers with are groups, not `{group}`.
  (key, { properties }) => (key === 'items' && isSchema(properties) ? properties['group'] : undefined),
  // Nothing tells the two bodies of a suspension apart, so each is of both kinds.
  (_, { oneOf, ...schema }) => (oneOf ? { ...schema, anyOf: oneOf } : undefined),
];

function readShapes(): Shapes {
  const file = new URL('../../fixtures/spot-elastigroup.shapes.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) => {
    if (!isSchema(value)) return value;
    return corrections.map((correct) => correct(key, value)).find((corrected) => corrected !== undefined) ?? value;
  }) as Shapes;
}

const shapes = readShapes();
const ajv = new Ajv({ strict: false, validateFormats: false });

const problems = (schema: AnySchema, value: unknown): string[] => {
  const validate = ajv.compile(schema);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

export interface Exchange {
  method: string;
  /** The path's template. */
  route: string;
  query: Record<string, string>;
  /** As sent: empty when there is none. */
  requestBody: string;
  answer: string;
}

/** What the official specification has against a request and its answer; empty when nothing. */
export function deviations({ method, route, query, requestBody, answer }: Exchange): string[] {
  const operation = shapes.paths[route]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${route} is not in the specification`];
  const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const bodySchema = operation.requestBody?.content['application/json'].schema;
  const bodyless = requestBody === '' ? [] : ['there is a body'];
  const answerSchema = operation.responses['200']?.content?.['application/json'].schema;
  return [
    ...declared.filter(({ name, required }) => required && !(name in query)).map(({ name }) => `query lacks ${name}`),
    ...Object.keys(query)
      .filter((name) => !declared.some((parameter) => parameter.name === name))
      .map((name) => `query has ${name}`),
    ...(bodySchema ? problems(bodySchema, JSON.parse(requestBody)) : bodyless),
    ...(answerSchema ? problems(answerSchema, JSON.parse(answer)) : []),
  ];
}
