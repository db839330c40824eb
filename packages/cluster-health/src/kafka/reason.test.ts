import { describe, expect, it } from '@jest/globals';
import { AuthenticationError, NetworkError, ResponseError, TimeoutError } from '@platformatic/kafka';
import { gapOf, NotAllowedError } from './reason.ts';

/** The client's error for an error code of a broker. */
const answered = (code: number, text: string | null = null) => new ResponseError(36, 2, { '/': [code, text] }, {});
const atLogin = (cause?: Error) =>
  new NetworkError('Connection to a:9092 failed.', {
    cause: new AuthenticationError('SASL authentication failed.', cause && { cause }),
  });

describe('gapOf', () => {
  it.each<[string, Error, RegExp]>([
    ['a wrong password', atLogin(answered(58, 'invalid credentials')), /option sasl \(mechanism, username, password\)/],
    ['a wrong password that the client detects', atLogin(), /option sasl \(mechanism, username, password\)/],
    ['a mechanism that the listener does not support', atLogin(answered(33)), /sasl\.mechanism/],
    ['a listener without SASL', atLogin(answered(34)), /remove the option sasl/],
    ['a user without access to topics', answered(29), /option sasl DESCRIBE/],
    ['a user without access to the cluster', answered(31), /option sasl DESCRIBE/],
    ['a user who cannot see all topics', new NotAllowedError('hidden'), /option sasl DESCRIBE/],
  ])('is lasting for %s and names the option', (_, error, hint) =>
    expect(gapOf(error)).toEqual({ why: expect.any(String), hint: expect.stringMatching(hint), isLasting: true }),
  );

  it.each<[string, Error]>([
    ['a connection that was refused', new NetworkError('failed', { cause: new Error('connect ECONNREFUSED') })],
    ['a connection that ends during the login', atLogin(new NetworkError('Connection closed'))],
    ['a login that times out', atLogin(new TimeoutError('Request timed out'))],
    ['a broker that is not ready', answered(8)],
  ])('is not lasting for %s', (_, error) => expect(gapOf(error)).toEqual({ why: expect.any(String) }));
});
