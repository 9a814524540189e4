import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { showHelp } from '../../build/show-help.ts';
import { awsCliPage } from './page.ts';

showHelp(`Writes docs/aws-cli.md, the comparison with the AWS CLI.

Usage: npm run docs
`);

const FILE = path.resolve(import.meta.dirname, '../../docs/aws-cli.md');

mkdirSync(path.dirname(FILE), { recursive: true });
writeFileSync(FILE, awsCliPage());
