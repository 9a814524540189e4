import path from 'node:path';
import { bundleClient } from './bundle.ts';

await bundleClient(path.resolve(import.meta.dirname, '../dist/fedbroker.js'));
