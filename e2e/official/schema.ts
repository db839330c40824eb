/** The part of JSON Schema that the official specification uses. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  required?: string[];
  nullable?: boolean;
  enum?: string[];
}

/** The parts of a schema: itself, and all schemas that it combines. */
export const partsOf = (schema: Schema): Schema[] => [
  schema,
  ...[schema.allOf, schema.anyOf, schema.oneOf].flatMap((parts) => (parts ?? []).flatMap(partsOf)),
];

/** The keys of a value, at any depth, that none of the schemas names; objects without named keys are open. */
export function unknownKeys(value: unknown, schemas: readonly Schema[]): string[] {
  const parts = schemas.flatMap(partsOf);
  if (Array.isArray(value)) {
    const items = parts.flatMap(({ items: schema }) => schema ?? []);
    return value.flatMap((item) => unknownKeys(item, items));
  }
  const named = parts.flatMap(({ properties }): Record<string, Schema>[] => (properties ? [properties] : []));
  if (typeof value !== 'object' || value === null || named.length === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = named.flatMap((properties) => properties[key] ?? []);
    return known.length > 0 ? unknownKeys(inner, known).map((path) => `${key}.${path}`) : [key];
  });
}
