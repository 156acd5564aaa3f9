import { UserError } from '../../model/errors.ts';
import { durationMs } from '../../model/schema/units.ts';
import { quoted } from '../reading/problem.ts';
import { thresholdProblems } from './problems.ts';
import { type Metric, metricsOf, parseThreshold, type Threshold } from './threshold.ts';

/** What ends a run early. */
export type AbortCondition =
  /** A target answered nothing for this time: all of its requests timed out, or failed without a response. */
  | { readonly kind: 'no-answers'; readonly text: string; readonly forMs: number }
  /** The condition became true. */
  | { readonly kind: 'figure'; readonly text: string; readonly threshold: Threshold };

/** @throws {UserError} `threshold-invalid` */
export function parseAbortCondition(text: string): AbortCondition {
  const [, time] = /^\s*no answers for (.*)$/.exec(text) ?? [];
  if (time === undefined) return { kind: 'figure', text, threshold: parseThreshold(text) };
  const forMs = durationMs(time.replaceAll(' ', ''));
  if (forMs !== undefined && forMs > 0) return { kind: 'no-answers', text, forMs };
  throw new UserError('threshold-invalid', `expected a time with its unit, such as 10s, got ${quoted(time)}`);
}

/** The problems of a condition in a scenario with these targets. */
export function abortProblems(text: string, targets: readonly string[]): string[] {
  if (!/^\s*no answers\b/.test(text)) return [...thresholdProblems(text, targets), ...notLive(text)];
  try {
    parseAbortCondition(text);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

/** The path of a figure that is known at any time of the load. */
export const livePath = ({ paths }: Metric): readonly string[] | undefined =>
  paths.find(
    ([whole = '', part]) =>
      whole === 'requests' || whole === 'latencyMs' || (whole === 'environments' && part === 'distinct'),
  );

function notLive(text: string): string[] {
  try {
    return metricsOf(parseThreshold(text)).flatMap((metric) =>
      livePath(metric) === undefined
        ? [
            `${quoted(metric.paths[0]?.join('.') ?? '')} is known only after the load; expected \`requests\`, \`latency\`, \`response\` or \`environments.distinct\``,
          ]
        : [],
    );
  } catch (error) {
    // `thresholdProblems` has reported it.
    if (error instanceof UserError) return [];
    throw error;
  }
}
