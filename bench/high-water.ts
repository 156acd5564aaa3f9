import { readFile } from 'node:fs/promises';

/** Absent where there is no /proc, and when the process has ended. Source: proc_pid_status(5), VmHWM in kB. */
export async function highWaterMb(pid: number | undefined): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kb = /^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}
