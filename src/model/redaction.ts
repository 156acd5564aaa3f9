/** A secret text, and its replacement. */
export interface Concealed {
  readonly text: string;
  readonly shown: string;
}

/** What is shown in place of a secret. A colon and its fingerprint follow. */
const mark = '‹redacted›';

/** @param fingerprint 8 hexadecimal digits: the same for the same secret, so that two runs can be compared. */
export const redactionOf = (fingerprint: string): string => `${mark}:${fingerprint}`;

const anyRedaction = `${mark}:[0-9a-f]{8}`;

interface ConcealingOptions {
  /** Shorter texts are left: in a message they may as well stand for something else. */
  readonly shortest: number;
  /** Texts below this length are replaced only where no letter and no digit adjoins them. */
  readonly freeFrom: number;
}

/** Of a message: `8080` is replaced in `127.0.0.1:8080`, not in `180803`; `80` is left. */
const inMessages: ConcealingOptions = { shortest: 4, freeFrom: 8 };

/** Longer ones make a pattern that is slow to build. They are looked for one by one, and rarely fit into a message. */
const longestInPattern = 1000;

/** Replaces each of these texts in others, the longest first. What has been replaced before is left as it is. */
export function concealing(
  list: readonly Concealed[],
  { shortest, freeFrom }: ConcealingOptions = inMessages,
): (text: string) => string {
  const shownFor = new Map(list.filter(({ text }) => text.length >= shortest).map(({ text, shown }) => [text, shown]));
  if (shownFor.size === 0) return (text) => text;
  const byLength = [...shownFor.keys()].toSorted((a, b) => b.length - a.length);
  const long = byLength.filter((text) => text.length > longestInPattern);
  const short = byLength.slice(long.length).map((text) => {
    const literal = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return text.length < freeFrom ? `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])` : literal;
  });
  const pattern = new RegExp([anyRedaction, ...short].join('|'), 'g');
  return (text) =>
    long
      .reduce((shown, secret) => shown.replaceAll(secret, () => shownFor.get(secret) ?? ''), text)
      .replace(pattern, (found) => shownFor.get(found) ?? found);
}

/** Wherever it stands, however short it is: for a text that is known to hold it. */
export const concealingAll = (list: readonly Concealed[]): ((text: string) => string) =>
  concealing(list, { shortest: 1, freeFrom: 1 });

/** Words in the names of headers, parameters and fields that hold a secret. */
export const secretWords =
  'credential|signature|signedheaders|token|secret|passw|passphrase|authorization|api-?_?key|access-?_?key|session|jwt';
