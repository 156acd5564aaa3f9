import { writeOutput } from '../../files/open-output.ts';

export async function writeText(text: string, out: string | undefined): Promise<void> {
  if (isFileName(out)) await writeOutput(out, text);
  else process.stdout.write(text);
}

/** Whether `--out` names a file. Without it, or with `-`, output goes to stdout. */
export const isFileName = (out: string | undefined): out is string => out !== undefined && out !== '-';
