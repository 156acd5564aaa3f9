import { isUtf8 } from 'node:buffer';
import { bytesOf } from '../../model/json/wtf8.ts';

/**
 * Text for bytes from the other side, such that no two byte sequences become the same text and the same bytes always become the same
 * text. UTF-8 stays as it came. In bytes that are not UTF-8, each byte that is not becomes U+FFFD and its two hexadecimal digits:
 * `Zürich` in Latin-1 is `Z�FCrich`. UTF-8 that already looks like this has its own U+FFFD written the same way, as `�EF�BF�BD`.
 */
export function exactText(bytes: Buffer): string {
  if (!isUtf8(bytes)) return escaped(bytes);
  const text = bytes.toString('utf8');
  return escapePattern.test(text) ? escaped(bytes) : text;
}

/** The same for a value that holds one byte per character (Latin-1), as headers do in an `HttpAnswer`. */
export const exactTextOfBytes = (value: string): string =>
  ascii.test(value) ? value : exactText(Buffer.from(value, 'latin1'));

/** The same for a text that is decoded already. Half a surrogate pair, which has no UTF-8, counts as its three bytes. */
export const exactTextOf = (text: string): string => (suspect.test(text) ? exactText(bytesOf(text)) : text);

const ascii = /^[\0-\x7f]*$/;
const escapePattern = /�[0-9A-F]{2}/;
/** What may need more than a look: any surrogate, and U+FFFD. */
const suspect = /[\ud800-\udfff�]/;

function escaped(bytes: Buffer): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    const sequence = bytes.subarray(at, at + length);
    if (length > 0 && sequence.length === length && isUtf8(sequence) && !sequence.equals(replacement)) {
      text += sequence.toString('utf8');
      at += length;
    } else {
      text += `�${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
      at += 1;
    }
  }
  return text;
}

const replacement = Buffer.from('�');

/** Of the UTF-8 sequence that a byte begins; 0: it begins none. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}
