import { execFileSync } from 'node:child_process';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';

const promisedMb = 60;
const timeoutMs = 300_000;

interface Size {
  readonly bytes: number;
  readonly onDiskBytes: number;
  readonly files: number;
}

/** What `scripts/install-size.mjs --json` prints. */
interface Installed extends Size {
  readonly packages: number;
  readonly largest: readonly (Size & { readonly name: string })[];
  /** The page of a run with the installed copy. */
  readonly report: { readonly bytes: number };
}

/** Only when named: npm needs the registry, or a cache of it. */
export const install: Benchmark = {
  about:
    'packs what is built, installs it as a user does, adds up the files and runs a scenario with the installed copy',
  run: async () => {
    const options = { cwd: packageRoot, encoding: 'utf8', timeout: timeoutMs } as const;
    const installed = JSON.parse(
      execFileSync(process.execPath, ['scripts/install-size.mjs', '--json'], options),
    ) as Installed;
    const { packages, bytes, onDiskBytes, files, largest, report } = installed;
    const total: Figure = {
      what: `all of ${packages} packages, ${files} files`,
      value: `${megabytes(bytes)}, ${megabytes(onDiskBytes)} of the disk`,
      target: atMost(onDiskBytes / 1e6, promisedMb, ' MB'),
    };
    const each = largest.map((one) => ({ what: one.name, value: megabytes(one.bytes) }));
    return [total, ...each, { what: 'the page that the installed copy made', value: megabytes(report.bytes) }];
  },
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
