import {
  type AssumedLives,
  type ReplayedAverages,
  type ReplayedFile,
  type ReplayedRecording,
  recordingTolerances,
  type ScoreSpread,
} from '../../model/plan/validation.ts';
import { count, counted, ms, significant } from '../../text/format.ts';
import { columnLines } from '../summary/columns.ts';
import { percent1, signedPercent, verdictWords } from './rows.ts';

/** Recordings beside what is predicted for them, for a terminal. */
export function renderReplayed(files: readonly ReplayedFile[], lives: AssumedLives): string {
  const recordings = files.filter((file) => file.kind === 'requests');
  const lines = files.flatMap((file) => [
    ...(file.kind === 'requests' ? recordingLines(file, lives) : averagesLines(file, lives)),
    '',
  ]);
  const several = recordings.length < 2 ? [] : [meanLine(recordings)];
  return `${[...lines, ...several].join('\n').trimEnd()}\n`;
}

function recordingLines(recording: ReplayedRecording, { keepAliveMs, maxLifeMs }: AssumedLives): string[] {
  const { file, requests, spanMs, badLines, recorded, predicted, leastRecent, errors, beyond, verdicts } = recording;
  const bad = badLines === 0 ? '' : `, ${counted(badLines, 'line is', 'lines are')} no request`;
  return [
    `${file}: ${counted(requests, 'request')} in ${ms(spanMs)}${bad}; keep-alive ${ms(keepAliveMs)}, life ${ms(maxLifeMs)}`,
    ...columnLines([
      ['', 'recorded', 'predicted', 'error', 'least recently used first', 'outside of both', 'at most', ''],
      [
        'environments, mean',
        ...[
          significant(recorded.environments),
          significant(predicted.environments),
          signedPercent(errors.environments),
        ],
        significant(leastRecent.environments),
        outside(beyond.environments, recorded.environments),
        ...[limits.environments, verdictWords[verdicts.environments]],
      ],
      [
        'cold starts',
        ...[count(recorded.coldStarts), count(predicted.coldStarts)],
        errors.coldStarts === undefined ? '' : signedPercent(errors.coldStarts),
        count(leastRecent.coldStarts),
        outside(beyond.coldStarts, recorded.coldStarts),
        ...[`${limits.coldStarts}, or 1`, verdictWords[verdicts.coldStarts]],
      ],
    ]).map((line) => `  ${line}`),
  ];
}

const limits = {
  environments: `${recordingTolerances.environments * 100}%`,
  coldStarts: `${recordingTolerances.coldStarts * 100}%`,
};

const outside = (beyond: number, recorded: number): string =>
  beyond === 0 ? 'no' : recorded === 0 ? `by ${count(beyond)}` : signedPercent(beyond / recorded);

function meanLine(recordings: readonly ReplayedRecording[]): string {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  const cold = recordings.flatMap(({ errors }) => errors.coldStarts ?? []);
  const environments = percent1(mean(recordings.map(({ errors }) => errors.environments)));
  return `mean absolute error of ${recordings.length} recordings: environments ${environments}${cold.length === 0 ? '' : `, cold starts ${percent1(mean(cold))}`}`;
}

function averagesLines(averages: ReplayedAverages, lives: AssumedLives) {
  const { file, experiments, errors, coldStartFloor, fitted, splits, verdicts } = averages;
  const of = (each: ReplayedAverages['errors']) =>
    `environments ${percent1(each.environments)}, cold starts ${percent1(each.coldStarts)}`;
  return [
    `${file}: ${counted(experiments, 'experiment')} at steady rates; mean absolute errors`,
    `  keep-alive ${ms(lives.keepAliveMs)}: ${of(errors)}`,
    `  at most ${limits.environments} and ${limits.coldStarts}: environments ${verdictWords[verdicts.environments]}, cold starts ${verdictWords[verdicts.coldStarts]}`,
    ...fitted.map(
      (half) =>
        `  keep-alive ${ms(half.keepAliveMs)}, fitted on every other row and scored on the rest: ${of(half.errors)}; a perfect model: cold starts ${percent1(half.chance[0])} to ${percent1(half.chance[1])}`,
    ),
    ...(splits === undefined ? [] : splitLines(splits)),
    `  a perfect model would score ${percent1(coldStartFloor)} on cold starts, given the standard errors of the rows`,
  ];
}

function splitLines({
  count: number,
  environments,
  coldStarts,
  chance,
  best,
}: NonNullable<ReplayedAverages['splits']>): string[] {
  const of = ({ mean, low, high }: ScoreSpread) => `${percent1(mean)} (${percent1(low)} to ${percent1(high)})`;
  const { keepAliveMs, errors } = best;
  return [
    `  fitted on random halves and scored on the rest, ${count(number)} splits: environments ${of(environments)}, cold starts ${of(coldStarts)}; a perfect model: cold starts ${of(chance)}`,
    `  keep-alive ${ms(keepAliveMs)}, fitted on all rows and scored on the same: environments ${percent1(errors.environments)}, cold starts ${percent1(errors.coldStarts)}, the least of one keep-alive`,
  ];
}
