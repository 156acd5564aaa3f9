/** The number of a process among the instances of its target, from 1: whoever starts several numbers them. */
export const instanceNumberVariable = 'ROLLCALL_INSTANCE_NUMBER';

/**
 * The seed of one instance: instances must not all wait for the same times in the same order. With a number of its own
 * an instance draws the same sequence in every run; one without a number draws another in each, of the same distribution.
 */
export function instanceSeed(seed: number, instanceNumber: string | undefined, instanceId: string): number {
  return mixed(seed ^ mixed(instanceNumber === undefined ? hashOf(instanceId) : Number(instanceNumber)));
}

/** The finalizer of MurmurHash3 by Austin Appleby (public domain): every bit of the input moves half of the output. */
function mixed(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
