import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly content?: string;
  /** With the type: 0o100644. Absent: the archiver is not of Unix. */
  readonly mode?: number;
  readonly stored?: boolean;
  /** What the directory says instead of the truth. */
  readonly says?: {
    readonly bytes?: number;
    readonly crc32?: number;
    readonly flags?: number;
    readonly method?: number;
  };
}

/** A zip archive, written by the specification (APPNOTE.TXT) and not by the code under test. */
export function zipOf(members: readonly Member[], comment = ''): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { local, central } = recordsOf(member, offset);
    bodies.push(local);
    directory.push(central);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...bodies, list, end, Buffer.from(comment)]);
}

function recordsOf({ name, content = '', mode, stored = false, says = {} }: Member, offset: number) {
  const bytes = Buffer.from(content);
  const body = stored ? bytes : deflateRawSync(bytes);
  const nameBytes = Buffer.from(name);
  const method = says.method ?? (stored ? 0 : 8);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  local.writeUInt16LE(nameBytes.length, 26);
  // An extra field that the directory does not have: 4 bytes.
  local.writeUInt16LE(4, 28);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(mode === undefined ? 20 : (3 << 8) | 20, 4);
  central.writeUInt16LE(says.flags ?? 0x800, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(says.crc32 ?? crc32(bytes), 16);
  central.writeUInt32LE(body.length, 20);
  central.writeUInt32LE(says.bytes ?? bytes.length, 24);
  central.writeUInt16LE(nameBytes.length, 28);
  central.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 38);
  central.writeUInt32LE(offset, 42);
  return {
    local: Buffer.concat([local, nameBytes, Buffer.alloc(4), body]),
    central: Buffer.concat([central, nameBytes]),
  };
}
