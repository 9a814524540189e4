import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryFiles } from './documents.ts';

/** A copy of the repository in which commands may change files. */
export class Workspace {
  readonly folder: string;
  readonly #home: string;

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-documents-'));
    this.#home = path.join(this.folder, '.home');
    symlinkSync(path.resolve('node_modules'), path.join(this.folder, 'node_modules'));
    this.reset();
  }

  /** Undoes what commands did to files of the repository, to the files of the local run, and to the home folder. */
  reset(): void {
    for (const file of repositoryFiles()) {
      cpSync(file, path.join(this.folder, file));
    }
    cpSync(this.#saved('.local'), path.join(this.folder, '.local'), { recursive: true });
    rmSync(this.#home, { recursive: true, force: true });
    mkdirSync(this.#home);
  }

  /** Keeps the files of the local run for the next reset. */
  saveLocalRun(): void {
    cpSync(path.join(this.folder, '.local'), this.#saved('.local'), { recursive: true });
  }

  /** Variables of the commands: nothing of the person who runs the test but the path, and a home folder of its own. */
  get environment(): Readonly<Record<string, string>> {
    const packages = path.join(this.#home, 'npm');
    return {
      PATH: `${path.join(packages, 'bin')}:${process.env.PATH}`,
      HOME: this.#home,
      LANG: 'C.UTF-8',
      NPM_CONFIG_PREFIX: packages,
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #saved(name: string): string {
    const saved = path.join(this.folder, '.saved', name);
    mkdirSync(saved, { recursive: true });
    return saved;
  }
}
