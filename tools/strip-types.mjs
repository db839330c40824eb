import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: Node's own type stripping, so tests run the same text as Node. */
export default {
  process: (source, path) => ({
    code: `${stripTypeScriptTypes(source, { mode: 'strip' })}\n//# sourceURL=${path}`,
  }),
  getCacheKey: (source, path) => createHash('sha256').update(process.version).update(path).update(source).digest('hex'),
};
