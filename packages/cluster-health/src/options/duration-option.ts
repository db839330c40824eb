import { parseDuration } from '@esg-recycler/core';
import { z } from 'zod';

/** A duration among a kind's options: `500ms`, `5s`, a bare number means seconds. Milliseconds once it is read. */
export const duration = (otherwise: string) =>
  z
    .union([z.string(), z.number()])
    .default(otherwise)
    .transform((value, context) => {
      try {
        return parseDuration(value, 'timeout');
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    });
