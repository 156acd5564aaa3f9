import type { RunResult } from '../../model/run-result.ts';
import { html, type Markup } from '../page/markup.ts';

/** Why the figures of a target are in doubt; of the whole run if none is named. A reason that names no target of the run is about all. */
function doubtsAbout({ verdict, targets }: RunResult, name?: string): string[] {
  if (verdict.status === 'VALID') return [];
  return verdict.reasons
    .filter(
      ({ target }) =>
        name === undefined ||
        target === undefined ||
        target === name ||
        targets.every((other) => other.name !== target),
    )
    .map(({ message }) => message);
}

/** `SUSPECT` or `INVALID` beside a figure that is in doubt. */
export function doubtTag(result: RunResult, name?: string): Markup | undefined {
  const doubts = doubtsAbout(result, name);
  const { status } = result.verdict;
  if (doubts.length === 0) return undefined;
  return html` <span class="tag ${status.toLowerCase()}" title="${doubts.join('\n')}">${status}</span>`;
}

/** The same for plain text: ` (SUSPECT)`, or nothing. */
export const doubtWord = (result: RunResult, name?: string): string =>
  doubtsAbout(result, name).length === 0 ? '' : ` (${result.verdict.status})`;
