import { hashMark } from '../../text/text-hash.ts';

const mostLetters = 80;

/** What a file name can have of the way to a run, without two dashes. Of a long way its end, and a mark, as others may end alike. */
export function comparisonName(path: string): string {
  const plain = path
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[._-]+/, '')
    .replace(/-{2,}/g, '-');
  return plain.length <= mostLetters ? plain : `${hashMark(path).slice(1)}${plain.slice(-mostLetters)}`;
}

/** Pages that the commands of a history page write: `compare-BASELINE--CANDIDATE.html`. */
export const isComparison = (file: string): boolean => /^compare-[\w.-]+--[\w.-]+\.html$/.test(file);
