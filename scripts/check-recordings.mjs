import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `node scripts/check-recordings.mjs DIR`: recordings of Lambda of 2020 (github.com/pacslab/serverless-performance-modeling, MIT), whose rows name
 * their environment and say whether it was new. Each becomes the log that Lambda would have written, one stream per environment, and
 * `rollcall logs` must find the same environments and cold starts in it. Needs `npm run build`.
 */
const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: node scripts/check-recordings.mjs DIR, with the *.csv of the recordings');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'rollcall-recordings-'));
const files = readdirSync(directory).filter((name) => name.endsWith('.csv'));
const wrong = files.filter((name) => {
  const rows = rowsOf(readFileSync(join(directory, name), 'utf8'));
  const expected = {
    environments: new Set(rows.map(({ exist_id }) => exist_id)).size,
    coldStarts: rows.filter(({ is_cold }) => is_cold === 'True').length,
    calls: rows.length,
  };
  const log = join(scratch, `${name}.json`);
  writeFileSync(log, JSON.stringify({ events: rows.map(eventOf) }));
  const main = new URL('../dist/src/cli/main.js', import.meta.url).pathname;
  const printed = JSON.parse(execFileSync(process.execPath, [main, 'logs', log, '--json'], { encoding: 'utf8' }));
  const { environments, coldStarts, calls } = printed.summary.rolls[0];
  const isRight = JSON.stringify(expected) === JSON.stringify({ environments, coldStarts, calls });
  console.log(
    `${name}: ${JSON.stringify(expected)} ${isRight ? 'the same in the log' : `but ${JSON.stringify({ environments, coldStarts, calls })}`}`,
  );
  return !isRight;
});
rmSync(scratch, { recursive: true });
if (files.length === 0) console.error(`${directory}: no .csv file`);
process.exitCode = files.length === 0 ? 2 : wrong.length === 0 ? 0 : 1;

/** Only `cpu_info` and `uptime` are quoted, and hold commas. */
function rowsOf(text) {
  const [head, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.match(/("[^"]*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, '')));
  return lines.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index]])));
}

/** The recordings do not have the time of an init: 1 ms marks a cold start. */
function eventOf(row) {
  const facts = [
    `REPORT RequestId: ${row.new_id}`,
    `Duration: ${row.aws_duration} ms`,
    `Billed Duration: ${Number(row.aws_billed_duration)} ms`,
    'Memory Size: 128 MB',
    `Max Memory Used: ${Number(row.aws_max_mem)} MB`,
    ...(row.is_cold === 'True' ? ['Init Duration: 1.00 ms'] : []),
  ];
  return { timestamp: Math.round(Number(row.end_time)), logStreamName: row.exist_id, message: `${facts.join('\t')}\n` };
}
