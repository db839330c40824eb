import { isObject, type JsonObject } from './json.ts';

/**
 * Applies an update as `PUT /aws/ec2/group/{groupId}` does: objects merge, null deletes, `{}` changes nothing,
 * arrays and scalars replace.
 */
export function merge(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[key];
    } else if (isObject(value)) {
      const before = target[key];
      const after = merge(isObject(before) ? before : {}, value);
      if (isObject(before) || Object.keys(after).length > 0) merged[key] = after;
    } else {
      merged[key] = value;
    }
  }
  return merged;
}

/** The fields that an update never changes. */
const readOnly = [['id'], ['createdAt'], ['updatedAt'], ['capacity', 'unit'], ['compute', 'product']];

/** The update without read-only fields, which the API silently ignores. */
export function withoutReadOnly(patch: JsonObject): JsonObject {
  const copy = structuredClone(patch);
  for (const [first = '', second] of readOnly) {
    const inner = copy[first];
    if (second === undefined) delete copy[first];
    else if (isObject(inner)) delete inner[second];
  }
  return copy;
}
