import { parseDuration } from '@esg-recycler/core';
import { z } from 'zod';

/** A duration option of a kind: `500ms`, `5s`, or a number of seconds. Parsed to milliseconds. */
export const duration = (defaultDuration: string) =>
  z
    .union([z.string(), z.number()])
    .default(defaultDuration)
    .transform((value, context) => {
      try {
        return parseDuration(value, 'timeout');
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    });
