import path from 'node:path';
import { buildPortalWithSources } from '../../portal/build/build.ts';
import { buildSources } from './build-sources.ts';
import { packedPortal } from './packed-portal.ts';

/** Builds the portal and writes its files as JSON. */
const { files, sources } = await buildPortalWithSources();
process.stdout.write(
  JSON.stringify({
    output: JSON.stringify(packedPortal(files)),
    sources: [
      ...sources,
      ...buildSources(import.meta.dirname),
      ...['build', 'src'].flatMap((folder) =>
        buildSources(path.resolve(import.meta.dirname, '../../portal', folder)),
      ),
    ],
  }),
);
