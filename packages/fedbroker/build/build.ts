import path from 'node:path';
import { bundleClient } from './bundle.ts';
import { showHelp } from './show-help.ts';

showHelp(`Builds the client as one file, dist/fedbroker.js.

Usage: npm run build
`);

await bundleClient(path.resolve(import.meta.dirname, '../dist/fedbroker.js'));
