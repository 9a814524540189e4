import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { awsCliPage } from './page.ts';

const FILE = path.resolve(import.meta.dirname, '../../docs/aws-cli.md');

mkdirSync(path.dirname(FILE), { recursive: true });
writeFileSync(FILE, awsCliPage());
