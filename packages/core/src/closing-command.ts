const start =
  /: (?=(?:(?:npx (?:--no-install )?|\S*\/)?(?:recycle-runner|spotinst-stateful|cluster-health|esg-inventory)|tail -f|[A-Z_]+=\S+) )/;

/** A text in two parts, if it ends with a command to paste, as in `Resume it: spotinst-stateful resume …`. */
export function splitClosingCommand(text: string): [lead: string, command: string] | undefined {
  const [lead, command, ...others] = text.split(start);
  if (lead === undefined || command === undefined || others.length > 0) return undefined;
  return /[.;?] |[.)]$/.test(command) ? undefined : [`${lead}:`, command];
}
