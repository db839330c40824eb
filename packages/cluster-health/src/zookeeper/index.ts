import { z } from 'zod';
import { defineKind } from '../kind.ts';

export const zookeeper = defineKind({
  name: 'zookeeper',
  options: z.strictObject({}),
  rules: [],
  read: () => Promise.reject(new Error('to be written')),
  standing: () => ({ isServing: false, role: 'unknown' }),
});
