import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { BurstReport, BurstRequest } from './burst-client.ts';

const run = promisify(execFile);

/** `hey` of https://github.com/rakyll/hey, if it is installed: its usage is what it says without a URL. */
export const heyIsThere = (): boolean => spawnSync('hey', [], { stdio: 'ignore' }).error === undefined;

/** Of every answer: what hey measured beyond the delay that the server is set to, as it cannot read how long that held it. */
export interface HeyReport extends BurstReport {
  /** The same without what hey spent on opening the connection, which it can only do within the burst. */
  readonly withoutDialingMs: readonly number[];
}

/** The burst that `hey -n SIZE -c SIZE` fires. */
export async function fireHey({ url, size }: BurstRequest, delayMs: number): Promise<HeyReport> {
  const args = ['-n', `${size}`, '-c', `${size}`, '-o', 'csv', '-t', '20', url];
  const { stdout } = await run('hey', args, { maxBuffer: 64 * 1024 * 1024 });
  const rows = rowsOf(stdout);
  const failed = rows.find(({ status }) => status !== 200);
  if (rows.length !== size || failed !== undefined) {
    throw new Error(`hey had ${rows.length} answers to ${size} requests${failed ? `, one ${failed.status}` : ''}`);
  }
  return {
    addedMs: rows.map(({ responseMs }) => responseMs - delayMs),
    withoutDialingMs: rows.map(({ responseMs, dialMs }) => responseMs - dialMs - delayMs),
  };
}

interface HeyRow {
  readonly responseMs: number;
  readonly dialMs: number;
  readonly status: number;
}

/** It writes seconds with four digits: what it tells is no finer than 0.1 ms. */
function rowsOf(csv: string): HeyRow[] {
  const [header = '', ...lines] = csv.trim().split('\n');
  const names = header.split(',');
  const at = (cells: readonly string[], name: string) => Number(cells[names.indexOf(name)]);
  return lines.map((line) => {
    const cells = line.split(',');
    return {
      responseMs: at(cells, 'response-time') * 1000,
      dialMs: at(cells, 'DNS+dialup') * 1000,
      status: at(cells, 'status-code'),
    };
  });
}
