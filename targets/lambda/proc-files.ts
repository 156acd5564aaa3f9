import { readdirSync, readFileSync } from 'node:fs';

/** The text of a file of the kernel: empty where there is no such file, or its process has gone. Then there is nothing to measure. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The fields of /proc/PID/stat from the third one on: proc(5). The name in field 2 may hold anything, so it counts from its end. */
export function statFieldsOf(pid: number): string[] {
  const text = textOf(`/proc/${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}
