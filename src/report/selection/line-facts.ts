/** What makes a request notable, read from its line without parsing all of it: there may be millions. */
export interface LineFacts {
  /** Absent if it was never sent. */
  readonly sentAtMs: number | undefined;
  readonly completedAtMs: number;
  readonly failed: boolean;
  readonly coldStart: boolean;
  /** As it is in the line, with its escapes: to tell instances apart. Absent if nobody said who answered. */
  readonly instance: string | undefined;
}

/** Lines begin with target, phase and repeat, whose names hold no quotes: no line need be parsed to know its group. */
export function endOfPlace(line: string): number {
  const instants = line.indexOf(',"intendedAtMs"');
  const burst = line.lastIndexOf(',"burst"', instants);
  return burst === -1 ? instants : burst;
}

const [completed, outcome, sent] = [',"completedAtMs":', ',"outcome":"', ',"sentAtMs":'];
const [cold, instance, environment] = [',"coldStart":true', ',"instanceId":"', ',"environmentId":"'];

/**
 * Texts cannot be taken for keys: JSON escapes the quotation marks in them. Of a line that is damaged, or whose keys are in
 * another order than ours, the facts are not known, and it is not notable.
 */
export function factsOf(line: string, from: number): LineFacts {
  const completedAt = line.indexOf(completed, from);
  const outcomeAt = line.indexOf(outcome, completedAt);
  if (completedAt === -1 || outcomeAt === -1) return unknown;
  const sentAtMs = numberAfter(line, sent, from, completedAt);
  const completedAtMs = Number(line.slice(completedAt + completed.length, outcomeAt));
  if (!Number.isFinite(sentAtMs) || !Number.isFinite(completedAtMs)) return unknown;
  return {
    ...{ sentAtMs, completedAtMs },
    failed: !line.startsWith('answered"', outcomeAt + outcome.length),
    coldStart: line.includes(cold, outcomeAt),
    instance: textAfter(line, instance, outcomeAt) ?? textAfter(line, environment, outcomeAt),
  };
}

function numberAfter(line: string, key: string, from: number, before: number): number | undefined {
  const at = line.indexOf(key, from);
  if (at === -1 || at > before) return undefined;
  return Number(line.slice(at + key.length, line.indexOf(',', at + key.length)));
}

function textAfter(line: string, key: string, from: number): string | undefined {
  const at = line.indexOf(key, from);
  if (at === -1) return undefined;
  escapedText.lastIndex = at + key.length;
  return escapedText.exec(line)?.[0];
}

const unknown = {
  ...{ sentAtMs: undefined, completedAtMs: Number.NaN },
  ...{ failed: false, coldStart: false, instance: undefined },
};

/** Up to the first quotation mark that is none of the text. */
const escapedText = /(?:[^"\\]|\\.)*/y;
