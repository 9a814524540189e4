import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryFiles } from './documents.ts';

/** A copy of the repository in which commands may change files, with the command-line client installed. */
export class Workspace {
  readonly folder: string;
  readonly #home: string;
  readonly #programs: string;
  readonly #savedLocalRun: string;

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-documents-'));
    this.#home = path.join(this.folder, '.home');
    this.#programs = path.join(this.folder, '.programs');
    this.#savedLocalRun = path.join(this.folder, '.saved-local-run');
    symlinkSync(path.resolve('node_modules'), path.join(this.folder, 'node_modules'));
    mkdirSync(this.#savedLocalRun);
    this.reset();
    this.#linkClient();
    this.#installBrowser();
  }

  /** Undoes what commands did to files of the repository, to the files of the local run, and to the home folder. */
  reset(): void {
    for (const file of repositoryFiles()) {
      this.#restore(file);
    }
    cpSync(this.#savedLocalRun, path.join(this.folder, '.local'), { recursive: true });
    rmSync(this.#home, { recursive: true, force: true });
    mkdirSync(this.#home);
  }

  /** Copies a file only if a command changed it, because a thousand copies take seconds. */
  #restore(file: string): void {
    const copy = path.join(this.folder, file);
    const content = readFileSync(file);
    if (!existsSync(copy) || !content.equals(readFileSync(copy))) {
      mkdirSync(path.dirname(copy), { recursive: true });
      copyFileSync(file, copy);
    }
  }

  /** Keeps the files of the local run for the next reset. */
  saveLocalRun(): void {
    cpSync(path.join(this.folder, '.local'), this.#savedLocalRun, { recursive: true });
  }

  /**
   * The environment variables for the commands. Only PATH comes from the environment of the test. HOME is a folder of the
   * workspace.
   */
  get environment(): Readonly<Record<string, string>> {
    const packages = path.join(this.#home, 'npm');
    // npm adds the programs of the repository's dependencies to PATH. A user's shell does not have these programs in PATH.
    const inherited = (process.env.PATH ?? '')
      .split(path.delimiter)
      .filter((folder) => !folder.includes('node_modules'));
    return {
      PATH: [path.join(packages, 'bin'), this.#programs, ...inherited].join(path.delimiter),
      HOME: this.#home,
      LANG: 'C.UTF-8',
      NPM_CONFIG_PREFIX: packages,
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      // No proxy listens at this address, so commands cannot reach the https endpoints of AWS.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Puts the command-line client into PATH. `npm start` builds the file to which the link points. */
  #linkClient(): void {
    mkdirSync(this.#programs);
    const built = path.join(this.folder, 'packages/fedbroker/dist/fedbroker.js');
    symlinkSync(built, path.join(this.#programs, 'fedbroker'));
  }

  /** The program that opens links signs in as alice, as a person does who presses the button of the local sign-in page. */
  #installBrowser(): void {
    const script = '#!/bin/sh\nexec curl --silent --fail --location --data person=alice "$1"\n';
    writeFileSync(path.join(this.#programs, 'xdg-open'), script, { mode: 0o755 });
  }
}
