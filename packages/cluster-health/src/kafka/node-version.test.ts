import { describe, expect, it } from '@jest/globals';
import { checkNodeForKafka } from './node-version.ts';

describe('the Kafka health check', () => {
  it.each(['22.22.0', '22.23.5', '24.6.0', '24.21.0', '26.0.0'])('runs on Node %s', (version) => {
    expect(() => checkNodeForKafka(version)).not.toThrow();
  });

  it.each(['22.16.0', '22.21.1', '23.11.1', '24.5.0'])('refuses Node %s by name', (version) => {
    expect(() => checkNodeForKafka(version)).toThrow(
      expect.objectContaining({ code: 'node-too-old', exitCode: 2, message: expect.stringContaining(version) }),
    );
  });
});
