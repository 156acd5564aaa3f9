// Checks that npm can verify every package it installs: each entry of the lock file has an integrity, and none an address, which
// may be that of a private registry. It needs nothing that is installed, so it runs before `npm ci`. Usage: npm run lock [-- FILE]
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const remake =
  'Create it again in an empty folder with only package.json and .npmrc: see "The lock file" in CONTRIBUTING.md.';

const problems = problemsOf(read(file));
for (const problem of problems) console.error(`${file}: ${problem}`);
if (problems.length > 0) {
  console.error(remake);
  process.exitCode = 2;
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error?.code === undefined && !(error instanceof SyntaxError)) throw error;
    console.error(`${path}: expected a lock file of npm: ${error.message}. ${remake}`);
    process.exit(2);
  }
}

function problemsOf({ lockfileVersion, packages }) {
  if (lockfileVersion !== 3 || packages === null || typeof packages !== 'object')
    return [`lockfileVersion: expected 3, got ${JSON.stringify(lockfileVersion)}`];
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  if (installed.length === 0) return ['packages: expected the packages that are installed, found none'];
  const own = installed.filter(([path]) => isOwn(path)).map(([path]) => path);
  return installed
    .filter(([path, { link, resolved }]) => !isOwn(path) && !(link === true && own.includes(resolved)))
    .flatMap(([path, entry]) => entryProblems(path, entry));
}

/** A package of this repository, which npm links instead of downloading it. */
function isOwn(path) {
  return !path.startsWith('node_modules/');
}

/** What a package brings along in itself is verified with it. */
function entryProblems(path, { version, integrity, resolved, inBundle = false }) {
  const name = `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version} (${path})`;
  const isVerifiable = inBundle || /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '');
  return [
    ...(isVerifiable ? [] : [`${name}: expected an integrity (sha512), got ${JSON.stringify(integrity)}`]),
    ...(resolved === undefined ? [] : [`${name}: expected no address, got resolved: ${JSON.stringify(resolved)}`]),
  ];
}
