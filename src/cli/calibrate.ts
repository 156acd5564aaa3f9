import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { makeDirectory } from '../files/make-directory.ts';
import { writeOutput } from '../files/open-output.ts';
import { UserError } from '../model/errors.ts';
import { printableJson } from '../model/printable.ts';
import type { Calibration } from '../model/schema/client/client-health.ts';
import { columnLines } from '../report/summary/columns.ts';
import type { CpuSpeed } from '../stats/cpu-speed.ts';
import { count, mb, ms, shown, significant } from '../text/format.ts';
import { interruptible } from './interruptible.ts';
import { flag, refuseRepeated, text } from './options.ts';

/** In `reports/`, next to the runs: a calibration is valid for one machine only. */
const calibrationFile = join('reports', 'calibration.json');

const options = {
  against: text('Folder of a run of a deployed function: measures the speed of this machine’s CPUs against its vCPU'),
  local: text('With --against: folder of a run of the same function on this machine; default: the same folder'),
  json: flag('Print the calibration as JSON on stdout'),
} satisfies Record<string, Options>;

export const calibrateCommand: CommandModule<unknown, InferredOptionTypes<typeof options>> = {
  command: 'calibrate',
  describe: 'Measure the latency that rollcall itself adds on this machine',
  builder: (yargs) =>
    yargs
      .options(options)
      .implies('local', 'against')
      .epilogue(
        `Later runs print the calibration in ${calibrationFile}, with its date, next to their results. --against prints \`cpuSpeed\` for a scenario and saves nothing.`,
      ),
  handler: async (given) => {
    refuseRepeated(given, options);
    const { against, local = against, json } = given;
    if (against !== undefined && local !== undefined) {
      await printCpuSpeed(against, local, json);
      return;
    }
    const { calibrate, standardLoads } = await import('../experiment/calibrate.ts');
    using interruption = interruptible();
    const calibration = await calibrate(standardLoads, { signal: interruption.signal });
    if (calibration === undefined) throw new UserError('interrupted', 'interrupted: no calibration was saved');
    await keep(calibration);
    process.stdout.write(json ? `${printableJson(calibration)}\n` : `${linesOf(calibration).join('\n')}\n`);
  },
};

async function printCpuSpeed(against: string, local: string, json: boolean): Promise<void> {
  const { readResult } = await import('../files/read-run.ts');
  const { cpuSpeedOf } = await import('../stats/cpu-speed.ts');
  const read = async (directory: string) => ({ directory, result: await readResult(directory) });
  const speed = cpuSpeedOf(await read(against), await read(local));
  process.stdout.write(json ? `${printableJson(speed)}\n` : `${cpuSpeedLines(speed).join('\n')}\n`);
}

function cpuSpeedLines({ cpuSpeed, deployed, local, assumes }: CpuSpeed): string[] {
  return [
    `cpuSpeed: ${significant(cpuSpeed)}`,
    '',
    `A warm call of ${deployed.target} is billed ${ms(deployed.billedMs)} at ${mb(deployed.memoryMb)}.`,
    `Here (${local.target}) it computes for ${ms(local.cpuMs)} and waits for ${ms(local.waitMs)}.`,
    'Write the first line into the scenario. It assumes:',
    ...assumes.map((what) => `- ${what}`),
  ];
}

/** @throws {UserError} `out-unusable` */
async function keep(calibration: Calibration): Promise<void> {
  await makeDirectory(dirname(calibrationFile)).catch((cause: Error) => {
    throw new UserError('out-unusable', `${calibrationFile}: cannot be written: ${cause.message}`, { cause });
  });
  await writeOutput(calibrationFile, `${JSON.stringify(calibration, null, 2)}\n`);
}

/** The saved calibration, if there is one. */
export async function keptCalibration(): Promise<Calibration | undefined> {
  const { calibrationSchema } = await import('../model/schema/client/client-health.ts');
  try {
    return calibrationSchema.parse(JSON.parse(await readFile(calibrationFile, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const hint = 'remove it, or run `rollcall calibrate` again';
    throw new UserError('calibration-unreadable', `${calibrationFile} is not a calibration`, { hint, cause: error });
  }
}

function linesOf({ entries, truthDelayMs }: Calibration): string[] {
  const rows = entries.map(({ load, samples, p50, p99, max }) => [
    ...[load, count(samples)],
    ...[p50, p99, max].map((value) => shown(value, ms)),
  ]);
  const table = [['load', 'samples', 'p50', 'p99', 'max'], ...rows];
  return [`added to the ${truthDelayMs} ms of a server with a known delay:`, ...columnLines(table)];
}
