import { describe, expect, it } from '@jest/globals';
import { hostname, userInfo } from 'node:os';
import { operatorOf } from './operator.ts';

describe('operatorOf', () => {
  it('is the user of this process', () => expect(operatorOf({})).toBe(`${userInfo().username}@${hostname()}`));

  it('is the person behind sudo', () => expect(operatorOf({ SUDO_USER: 'alice' })).toBe(`alice@${hostname()}`));
});
