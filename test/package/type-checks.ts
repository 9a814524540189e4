import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../../verification/clients/report.ts';
import type { ConsumerApp } from './consumer-app.ts';

const SOURCE = path.join(import.meta.dirname, 'apps/types.ts');

/**
 * The ways to resolve modules. TypeScript 7 has removed `node10`. Imports in a `.cts` file become `require`, and imports in an
 * `.mts` file remain imports.
 */
const SETTINGS = [
  { typescript: 7, module: 'nodenext', moduleResolution: 'nodenext', files: ['mts', 'cts'] },
  { typescript: 7, module: 'esnext', moduleResolution: 'bundler', files: ['mts', 'cts'] },
  { typescript: 5, module: 'node16', moduleResolution: 'node16', files: ['mts', 'cts'] },
  { typescript: 5, module: 'esnext', moduleResolution: 'bundler', files: ['mts', 'cts'] },
  { typescript: 5, module: 'commonjs', moduleResolution: 'node10', files: ['ts'] },
] as const;

export type TypeScriptVersion = (typeof SETTINGS)[number]['typescript'];

/**
 * Checks the package's types in an app, including its declaration files, with each version of TypeScript and each way
 * to resolve modules.
 */
export async function checkTypes(
  app: ConsumerApp,
  typescripts: Readonly<Record<TypeScriptVersion, ConsumerApp>>,
  report: Report,
): Promise<void> {
  for (const { typescript, module, moduleResolution, files } of SETTINGS) {
    for (const extension of files) {
      cpSync(SOURCE, app.path(`types.${extension}`));
    }
    const options = {
      module,
      moduleResolution,
      target: 'es2022',
      // aws-cdk-lib uses Disposable.
      lib: ['es2022', 'esnext.disposable'],
      types: [],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    };
    const project = app.path('tsconfig.types.json');
    writeFileSync(
      project,
      JSON.stringify({
        compilerOptions: options,
        files: files.map((extension) => `types.${extension}`),
      }),
    );
    const tsc = typescripts[typescript].path('node_modules/typescript/bin/tsc');
    const { succeeded, output } = await app.run(process.execPath, tsc, '--project', project);
    const what = `types with TypeScript ${typescript} and moduleResolution ${moduleResolution}`;
    report.check(`${app.name}: ${what}`, succeeded, output);
  }
}
