import { EsgError, ExitCode } from '@esg-recycler/core';

/** How a command names a run: `RUN`, or the cluster that it rolls. */
export interface RunNameArguments {
  esg?: string;
  cluster?: string;
  config?: string;
  json?: boolean;
}

/** @throws EsgError `run-ambiguous`, exit code 2, when it is named twice */
export function runNameOf(run: string | undefined, { esg, cluster }: RunNameArguments): string | undefined {
  const [name, ...others] = [run, esg, cluster].filter((one) => one !== undefined);
  if (others.length === 0) return name;
  throw new EsgError(`The run is named twice: ${[name, ...others].join(', ')}`, {
    code: 'run-ambiguous',
    exitCode: ExitCode.usage,
    hint: 'Use one of RUN, --esg and --cluster.',
  });
}
