import { EsgError, ExitCode } from '@esg-recycler/core';

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

/** @throws EsgError exit code 2: `image-invalid` */
export function readImage(text: string | undefined): string | undefined {
  if (text === undefined || /^ami-[\w-]+$/.test(text)) return text;
  throw usage(
    'image-invalid',
    `--image ${JSON.stringify(text)} is not the id of an image`,
    'Use the id of an Amazon machine image, for example ami-01e24be29428c15b2.',
  );
}
