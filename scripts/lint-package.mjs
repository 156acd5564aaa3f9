// Checks the package as it would be published (publint), after a build. Every finding fails, suggestions too.
// Usage: npm run packed [-- FOLDER]
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const pkgDir = process.argv[2] ?? '.';
const { messages, pkg } = await publint({ pkgDir, strict: true });
for (const message of messages)
  console.error(`${pkgDir}/package.json: ${message.type}: ${formatMessage(message, pkg)}`);
if (messages.length > 0) process.exitCode = 2;
