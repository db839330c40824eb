import { EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { StopFile } from '@esg-recycler/spotinst-stateful';
import { describe, expect, it } from '@jest/globals';
import { endIfStopped } from './end-if-stopped.ts';

const stopFile = (isRequested: boolean): StopFile => ({
  isRequested: () => isRequested,
  watch: () => {},
  ignore: () => {},
});
const findingOf = (code: string): Finding => ({ code, severity: 'block', subject: 'sig-1', message: 'it is off' });
const [refusal, rootOff] = [findingOf('other-not-active'), findingOf('root-not-restored')];
const failing = async (): Promise<never> => {
  throw new EsgError('it fails', { code: 'c', exitCode: ExitCode.refused, findings: [refusal, rootOff] });
};

describe('endIfStopped', () => {
  it('returns the answer, or throws the error, without a stop', async () => {
    for (const file of [undefined, stopFile(false)]) {
      expect(await endIfStopped(file, 'ssi-1', async () => 'answer')).toBe('answer');
      await expect(endIfStopped(file, 'ssi-1', failing)).rejects.toMatchObject({ code: 'c' });
    }
  });

  it('ends with the stop, whatever the step has decided meanwhile', async () => {
    const stopped = { code: 'stopped', exitCode: 130 };
    const end = (use: () => Promise<unknown>) => endIfStopped(stopFile(true), 'ssi-1', use);
    await expect(end(async () => ({ decision: 'refuse' }))).rejects.toMatchObject(stopped);
    await expect(end(failing)).rejects.toMatchObject(stopped);
  });

  it('keeps only the finding about root persistence that is still off', async () => {
    await expect(endIfStopped(stopFile(true), 'ssi-1', failing)).rejects.toMatchObject({
      code: 'stopped',
      findings: [rootOff],
    });
  });
});
