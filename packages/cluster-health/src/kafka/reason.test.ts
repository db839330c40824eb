import { describe, expect, it } from '@jest/globals';
import { AuthenticationError, NetworkError, ResponseError, TimeoutError } from '@platformatic/kafka';
import { gapOf, NotAllowedError } from './reason.ts';

/** As the client has the error code of a broker's answer. */
const answered = (code: number, text: string | null = null) => new ResponseError(36, 2, { '/': [code, text] }, {});
const atLogin = (cause?: Error) =>
  new NetworkError('Connection to a:9092 failed.', {
    cause: new AuthenticationError('SASL authentication failed.', cause && { cause }),
  });

describe('gapOf', () => {
  it.each<[string, Error, RegExp]>([
    ['a wrong password', atLogin(answered(58, 'invalid credentials')), /option sasl \(mechanism, username, password\)/],
    ['a wrong password that the client finds', atLogin(), /option sasl \(mechanism, username, password\)/],
    ['a mechanism that the listener lacks', atLogin(answered(33)), /sasl\.mechanism/],
    ['a listener without SASL', atLogin(answered(34)), /leave the option sasl out/],
    ['a user that may not see topics', answered(29), /option sasl DESCRIBE/],
    ['a user that may not see the cluster', answered(31), /option sasl DESCRIBE/],
    ['a user from whom topics are hidden', new NotAllowedError('hidden'), /option sasl DESCRIBE/],
  ])('is lasting for %s, and names the options', (_, error, hint) =>
    expect(gapOf(error)).toEqual({ why: expect.any(String), hint: expect.stringMatching(hint), isLasting: true }),
  );

  it.each<[string, Error]>([
    ['a connection that was refused', new NetworkError('failed', { cause: new Error('connect ECONNREFUSED') })],
    ['a connection that was cut amid the login', atLogin(new NetworkError('Connection closed'))],
    ['a login that took too long', atLogin(new TimeoutError('Request timed out'))],
    ['a broker that is not ready', answered(8)],
  ])('is not lasting for %s', (_, error) => expect(gapOf(error)).toEqual({ why: expect.any(String) }));
});
