import { glossaryRows } from './glossary-rows.ts';

/** What a number of `result.json` is. */
export interface Meaning {
  /** Below a target or one of its phases, such as `memory.peak.rssMb`. */
  readonly metric: string;
  readonly unit: string;
  readonly formula: string;
  readonly source: string;
}

const ofThresholds: Meaning = {
  metric: 'thresholds[].value',
  unit: 'as in its expression',
  formula: 'what is left of the operator, worked out of the figures that it names',
  source: 'result.json',
};

/** Every number that a page can show, by its path. */
export const meanings: ReadonlyMap<string, Meaning> = new Map(
  [...glossaryRows.split('\n').filter(Boolean).flatMap(meaningsOf), ofThresholds].map((meaning) => [
    meaning.metric,
    meaning,
  ]),
);

function meaningsOf(row: string): Meaning[] {
  const [path = '', unit = '', formula = '', source = ''] = row.split(' | ');
  return expanded(path).map((metric) => ({ metric, unit, formula, source }));
}

/** `expanded('a.{b,c}')` is `a.b` and `a.c`. */
function expanded(path: string): string[] {
  const [whole, names] = path.match(/\{([^}]*)\}/) ?? [];
  if (whole === undefined || names === undefined) return [path];
  return names.split(',').flatMap((name) => expanded(path.replace(whole, name)));
}

/** What is shown with this path (`targets.lambda.phases.0.peakInFlight`): the longest end of it that has a meaning. */
export function meaningOf(path: string): Meaning | undefined {
  const steps = path.replace(/\.\d+(?=\.|$)/g, '[]').split('.');
  for (let from = 0; from < steps.length; from += 1) {
    const meaning = meanings.get(steps.slice(from).join('.'));
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}
