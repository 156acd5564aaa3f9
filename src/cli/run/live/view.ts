import { printableLine } from '../../../model/printable.ts';
import type { Paint } from '../../../report/summary/paint.ts';
import { wrapped } from '../../../report/summary/wrapped.ts';
import type { LatencyHistogram } from '../../../stats/latency.ts';
import { count, counted, elapsed, ms, percent, perSecond } from '../../../text/format.ts';
import type { Count, PhaseProgress, TargetProgress } from './state.ts';

interface Piece {
  readonly text: string;
  readonly paint?: keyof Paint;
}

/** Pieces of one line, without control characters. */
export type Line = readonly Piece[];

/**
 * The block for running targets: one line for a starting target, up to four for one under load.
 * @param left how far the run is, in words; empty if that is not known
 */
export function liveLines(running: readonly TargetProgress[], nowMs: number, left: string): Line[] {
  const lines = running.flatMap((target) =>
    target.stage.kind === 'firing' ? phaseLines(target.stage.phase, nowMs) : [spaced(startPieces(target, nowMs))],
  );
  return left === '' || lines.length === 0 ? lines : [...lines, [plain(`${inset}${left}`)]];
}

/** Where a running target is, for output that cannot be redrawn. */
export function progressLine(target: TargetProgress, nowMs: number, left: string): Line {
  const rest = left === '' ? [] : [plain(left)];
  if (target.stage.kind !== 'firing') return spaced([...startPieces(target, nowMs), ...rest]);
  const { phase } = target.stage;
  const { name, expected } = phase.start;
  const of = Number.isFinite(expected) ? ` of ${counted(expected, 'request')}` : ' done';
  const done =
    expected === 0 ? [] : [plain(`${count(phase.done)}${of}`), ...environments(soFar(phase)), ...failures(phase)];
  const title = bold(`${titleOf(target.name, target.repeat)} ${printableLine(name)}:`);
  return spaced([title, plain(elapsed(phase.elapsedMs(nowMs))), ...done, ...rest]);
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
    ...environments({ known: phase.environments, starting: 0 }),
    ...times(phase),
  ]);
}

/** The start of a phase, for output that cannot be redrawn. */
export function startLine({ start: { target, repeat, name, expected } }: PhaseProgress): Line {
  const requests = Number.isFinite(expected) && expected > 0 ? ` (${counted(expected, 'request')})` : '';
  return [plain(`${titleOf(target, repeat)} ${printableLine(name)}: started${requests}`)];
}

/** As lines of at most `width` columns. */
export function textsOf(line: Line, width: number, paint: Paint): string[] {
  const text = line.map((piece) => (piece.paint === undefined ? piece.text : paint[piece.paint](piece.text))).join('');
  return wrapped(text, width).split('\n');
}

/** Of a target that is not under load yet. */
function startPieces({ name, repeat, stage }: TargetProgress, nowMs: number): Piece[] {
  const title = bold(titleOf(name, repeat));
  if (stage.kind === 'warming') {
    const { environments: ready, needed, phase } = stage;
    return [title, plain(`starting environment ${ready + 1} of ${needed} before ${printableLine(phase)}`)];
  }
  return stage.kind === 'starting' ? [title, plain('starting'), plain(elapsed(nowMs - stage.sinceMs))] : [title];
}

function phaseLines(phase: PhaseProgress, nowMs: number): Line[] {
  const { target, repeat, name, expected } = phase.start;
  const elapsedMs = phase.elapsedMs(nowMs);
  const title = bold(`${titleOf(target, repeat)} ${printableLine(name)}`);
  const took = plain(elapsed(elapsedMs));
  if (expected === 0) return [spaced([title, took])];
  const rate = rateOf(phase, elapsedMs);
  const rates = rate === undefined ? [] : [plain(perSecond(rate))];
  const inFlight = plain(`${inset}${count(phase.start.inFlight())} in flight`);
  const measured = times(phase);
  const known = soFar(phase);
  return [
    spaced([title, ...bar(phase), ...rates, took]),
    spaced([inFlight, ...environments(known), ...failures(phase)]),
    ...(known.known === 0 ? [] : [[plain(`${inset}${marks(known)}`)]]),
    ...(measured.length === 0 ? [] : [[plain(inset), ...spaced(measured)]]),
  ];
}

/** Environments of a phase, those whose init runs among them. */
interface Seen {
  readonly known: number;
  readonly starting: number;
}

function soFar(phase: PhaseProgress): Seen {
  const unanswered = phase.unanswered();
  const starting = unanswered.filter((one) => one.initEndedAgoMs === undefined && one.stoppedAgoMs === undefined);
  return { known: phase.environments + unanswered.length, starting: starting.length };
}

/** One for each environment, in groups of ten, so that they can be counted; hollow while its init runs. */
function marks({ known, starting }: Seen): string {
  const shown = Math.min(known, mostMarks);
  const each = Array.from({ length: shown }, (_, index) => (index < known - starting ? '■' : '□'));
  const groups = Array.from({ length: Math.ceil(shown / 10) }, (_, group) =>
    each.slice(10 * group, 10 * group + 10).join(''),
  );
  return [...groups, ...(known > mostMarks ? [`and ${count(known - mostMarks)} more`] : [])].join(' ');
}

/** Three lines of 80 columns: more would push the figures off a small terminal. */
const mostMarks = 200;

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

/** Not all answers name environments: those that run may be unknown. */
function environments({ known, starting }: Seen): Piece[] {
  if (known === 0) return [];
  return [plain(`${counted(known, 'environment')}${starting === 0 ? '' : ` (${count(starting)} starting)`}`)];
}

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

/** Only those that the answers so far support. */
function times({ serviceTime, sendLag, counts: { timedOut, failed } }: PhaseProgress): Piece[] {
  const answers = serviceTime.count;
  const service = serviceTime.summary({ answered: answers, of: answers + timedOut + failed });
  const known = (label: string, value: number | undefined) => (value === undefined ? [] : [`${label} ${ms(value)}`]);
  const [first, ...others] = [
    ...known('p50', service?.p50),
    ...known('p99', service?.p99),
    ...known('max', service?.max),
  ];
  const ofService = first === undefined ? [] : [`service ${first}`, ...others];
  return [...ofService, ...known('send lag p99', p99Of(sendLag))].map(plain);
}

const p99Of = (histogram: LatencyHistogram): number | undefined => histogram.summary()?.p99;

/** Repeats are shown from 1. The first has no mark, because most runs have only one. */
const titleOf = (target: string, repeat: number): string =>
  repeat === 0 ? printableLine(target) : `${printableLine(target)} #${repeat + 1}`;

const gap = '  ';
const inset = '   ';

const spaced = (pieces: readonly Piece[]): Line =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [plain(gap), piece]));

const plain = (text: string): Piece => ({ text });
const bold = (text: string): Piece => ({ text, paint: 'bold' });
