import { buildPortal } from '../../portal/build/build.ts';
import { packedPortal } from './packed-portal.ts';

/** Builds the portal and writes its files as JSON. */
process.stdout.write(JSON.stringify(packedPortal(await buildPortal())));
