/** FNV-1a (Fowler, Noll and Vo), and the finalizer of MurmurHash3, as it is the low bits that count. 32 bits. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** As `#1f00c0de`: distinguishes texts where there is no room for them. */
export const hashMark = (text: string): string => `#${textHash(text).toString(16).padStart(8, '0')}`;
