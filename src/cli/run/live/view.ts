import { printableLine } from '../../../model/printable.ts';
import type { Paint } from '../../../report/summary/paint.ts';
import type { LatencyHistogram } from '../../../stats/latency.ts';
import { count, counted, ms, percent, perSecond, shown } from '../../../text/format.ts';
import type { Count, PhaseProgress, TargetProgress } from './state.ts';

interface Piece {
  readonly text: string;
  readonly paint?: keyof Paint;
}

/** Pieces of one line, without control characters. */
export type Line = readonly Piece[];

/** The block for running targets: one line for a starting target, three for one under load. */
export function liveLines(running: readonly TargetProgress[], nowMs: number): Line[] {
  return running.flatMap(({ name, repeat, stage }) => {
    if (stage.kind === 'firing') return phaseLines(stage.phase, nowMs);
    const doing =
      stage.kind === 'warming'
        ? `starting environment ${stage.environments + 1} of ${stage.needed} before ${printableLine(stage.phase)}`
        : `starting${gap}${seconds(nowMs - stage.sinceMs)}`;
    return [spaced([bold(titleOf(name, repeat)), plain(doing)])];
  });
}

/** The permanent line of a finished phase. */
export function summaryLine(phase: PhaseProgress): Line {
  const { name, expected } = phase.start;
  const all = phase.done === expected || !Number.isFinite(expected);
  const requests = all ? counted(phase.done, 'request') : `${count(phase.done)} of ${counted(expected, 'request')}`;
  const took = ms(phase.elapsedMs(phase.endedAtMs ?? phase.start.sinceMs));
  const title = `${titleOf(phase.start.target, phase.start.repeat)} ${printableLine(name)}:`;
  if (expected === 0) return spaced([bold(title), plain(took)]);
  return spaced([
    bold(title),
    plain(`${requests} in ${took}`),
    ...failures(phase),
    ...environments(phase),
    times(phase),
  ]);
}

/** The start of a phase, for output that cannot be redrawn. */
export function startLine({ start: { target, repeat, name, expected } }: PhaseProgress): Line {
  const requests = Number.isFinite(expected) && expected > 0 ? ` (${counted(expected, 'request')})` : '';
  return [plain(`${titleOf(target, repeat)} ${printableLine(name)}: started${requests}`)];
}

/** As text of at most `width` characters, without counting colors. */
export function textOf(line: Line, width: number, paint: Paint): string {
  let left = width;
  return line
    .map((piece) => {
      const text = piece.text.slice(0, left);
      left -= text.length;
      return piece.paint === undefined || text === '' ? text : paint[piece.paint](text);
    })
    .join('');
}

function phaseLines(phase: PhaseProgress, nowMs: number): Line[] {
  const { target, repeat, name, expected } = phase.start;
  const elapsedMs = phase.elapsedMs(nowMs);
  const title = bold(`${titleOf(target, repeat)} ${printableLine(name)}`);
  const elapsed = plain(seconds(elapsedMs));
  if (expected === 0) return [spaced([title, elapsed])];
  const rate = plain(shown(rateOf(phase, elapsedMs), perSecond));
  return [
    spaced([title, ...bar(phase), rate, elapsed]),
    spaced([
      plain(' '),
      plain(`${count(phase.start.inFlight())} in flight`),
      ...environments(phase),
      ...failures(phase),
    ]),
    spaced([plain(' '), times(phase)]),
  ];
}

function bar({ done, start: { expected } }: PhaseProgress): Piece[] {
  if (!Number.isFinite(expected)) return [plain(`${count(done)} done`)];
  const share = Math.min(1, done / expected);
  const full = Math.floor(share * barWidth);
  const drawn = '█'.repeat(full) + '░'.repeat(barWidth - full);
  return [{ text: drawn, paint: 'green' }, plain(`${count(done)}/${count(expected)}`), plain(percent(share))];
}

const barWidth = 20;

/** Over the whole phase. Omitted until there is a duration to divide by. */
const rateOf = ({ done }: PhaseProgress, elapsedMs: number): number | undefined =>
  done > 0 && elapsedMs > 0 ? (done / elapsedMs) * 1000 : undefined;

/** Answers that name no instance are no count. */
const environments = ({ environments: known, counts }: PhaseProgress): Piece[] =>
  known === 0 && counts.answered > 0 ? [] : [plain(counted(known, 'environment'))];

function failures({ counts }: PhaseProgress): Piece[] {
  return failureWords
    .filter(({ kind }) => counts[kind] > 0)
    .map(({ kind, word, paint }) => ({ text: `${count(counts[kind])} ${word}`, paint }));
}

const failureWords: readonly { readonly kind: Count; readonly word: string; readonly paint: keyof Paint }[] = [
  { kind: 'throttled', word: 'throttled', paint: 'yellow' },
  { kind: 'timedOut', word: 'timed out', paint: 'red' },
  { kind: 'failed', word: 'failed', paint: 'red' },
  { kind: 'interrupted', word: 'interrupted', paint: 'yellow' },
  { kind: 'notSent', word: 'not sent', paint: 'yellow' },
];

function times({ serviceTime, sendLag, counts: { timedOut, failed } }: PhaseProgress): Piece {
  const answers = serviceTime.count;
  const service = serviceTime.summary({ answered: answers, of: answers + timedOut + failed });
  const parts = [
    `service p50 ${shown(service?.p50, ms)}`,
    `p99 ${shown(service?.p99, ms)}`,
    `max ${shown(service?.max, ms)}`,
    `send lag p99 ${shown(p99Of(sendLag), ms)}`,
  ];
  return plain(parts.join(gap));
}

const p99Of = (histogram: LatencyHistogram): number | undefined => histogram.summary()?.p99;

/** Repeats are shown from 1. The first has no mark, because most runs have only one. */
const titleOf = (target: string, repeat: number): string =>
  repeat === 0 ? printableLine(target) : `${printableLine(target)} #${repeat + 1}`;

/** `9.3 s`; minutes from 10 on: `12 min 05 s`. */
function seconds(elapsedMs: number): string {
  if (elapsedMs < 600_000) return `${(elapsedMs / 1000).toFixed(1)} s`;
  const whole = Math.floor(elapsedMs / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

const gap = '  ';

const spaced = (pieces: readonly Piece[]): Line =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [plain(gap), piece]));

const plain = (text: string): Piece => ({ text });
const bold = (text: string): Piece => ({ text, paint: 'bold' });
