import { hashMark } from '../../text/text-hash.ts';

const mostLetters = 80;

/**
 * What a file name can have of the way to a run, without two dashes. With other characters, or of a long way its end, it has a mark, as other
 * ways may read alike: `a/b` and `a_b`.
 */
export function comparisonName(path: string): string {
  const plain = path
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[._-]+/, '')
    .replace(/-{2,}/g, '-')
    .slice(-mostLetters);
  return plain === path ? plain : `${hashMark(path).slice(1)}-${plain.replace(/^-/, '')}`;
}

/** Pages that the commands of a history page write: `compare-BASELINE--CANDIDATE.html`. */
export const isComparison = (file: string): boolean => /^compare-[\w.-]+--[\w.-]+\.html$/.test(file);
