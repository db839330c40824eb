import { describe, expect, it } from '@jest/globals';
import { RateLimiter, rateLimitsSchema } from './rate-limiter.ts';

const list = 'GET /aws/ec2/group';

/** A limiter of 3 calls per minute, and a clock in seconds. */
function limiterOf(input: object = {}) {
  const clock = { seconds: 0 };
  const limits = rateLimitsSchema.parse({ limit: 3, ...input });
  const limiter = new RateLimiter(limits, () => clock.seconds * 1000);
  const at = (seconds: number, { organization = 'org', route = list } = {}) => {
    clock.seconds = seconds;
    return limiter.take(organization, route);
  };
  return { at };
}

describe('RateLimiter', () => {
  it('follows the example of the documentation: a blocked call does not count', () => {
    const { at } = limiterOf();
    expect([5, 10, 15, 20, 67].map((second) => at(second).allowed)).toEqual([true, true, true, false, true]);
  });

  it('counts blocked calls too in the punishing mode', () => {
    const { at } = limiterOf({ mode: 'punishing' });
    expect([5, 10, 15, 20, 67].map((second) => at(second).allowed)).toEqual([true, true, true, false, false]);
    expect([...Array(100).keys()].map((index) => at(68 + index).allowed)).not.toContain(true);
    expect(at(167 + 60).allowed).toBe(true);
  });

  it('reports limit, remaining calls, and seconds until a call is allowed', () => {
    const { at } = limiterOf();
    expect(at(5).headers).toEqual({
      'X-RateLimit-Limit': '3',
      'X-RateLimit-Remaining': '2',
      'X-RateLimit-Reset': '60',
    });
    at(10);
    at(15);
    expect(at(20).headers).toEqual({
      'X-RateLimit-Limit': '3',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': '45',
    });
  });

  it('has a bucket per organization, method and route', () => {
    const { at } = limiterOf({ limit: 1 });
    expect(at(1).allowed).toBe(true);
    expect(at(1, { organization: 'other' }).allowed).toBe(true);
    expect(at(1, { route: 'GET /aws/ec2/group/{groupId}' }).allowed).toBe(true);
    expect(at(1, { route: 'PUT /aws/ec2/group/{groupId}' }).allowed).toBe(true);
    expect(at(1).allowed).toBe(false);
  });

  it('supports limits for single routes, and shorter windows', () => {
    const { at } = limiterOf({ routes: { [list]: 1 }, windowMs: 2000 });
    expect([0, 1, 2].map((second) => at(second).allowed)).toEqual([true, false, true]);
  });
});
