import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { BUCKET } from '../clients.ts';
import { type Outcome, outcomeOf } from '../command.ts';
import type { EverydayBed } from './everyday-bed.ts';
import { type EverydayClient, type Permission, SEEDS } from './everyday-client.ts';
import type { InstalledClient } from './find-client.ts';
import { linkLocalFiles } from './local-files.ts';
import { followConfig, type PrintedConfig } from './printed-config.ts';

/** The home folder of a person who uses one client with one permission, set up as `fedbroker config` says. */
export class ClientHome {
  /** The prefix of the person's folder in S3, without the trailing slash. */
  readonly prefix: string;
  readonly #bed: EverydayBed;
  readonly #folder: string;
  readonly #config: PrintedConfig;

  private constructor(bed: EverydayBed, prefix: string, folder: string, config: PrintedConfig) {
    this.#bed = bed;
    this.prefix = prefix;
    this.#folder = folder;
    this.#config = config;
  }

  static async create(
    bed: EverydayBed,
    { name, program, config }: EverydayClient,
    { file }: InstalledClient,
    permission: Permission,
  ): Promise<ClientHome> {
    const folder = path.join(bed.folder, `${name} ${permission}`);
    mkdirSync(path.join(folder, 'bin'), { recursive: true });
    symlinkSync(file, path.join(folder, 'bin', program));
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    linkLocalFiles(Object.keys(bed.contents), bed.folder, folder);
    const prefix = `${bed.person.home}${name.replaceAll(' ', '-')}/${permission}`;
    const { endpointUrl, account } = bed.testBed.broker.local;
    const target = `s3://${BUCKET}/${prefix}/`;
    const { output } = await outcomeOf(
      ['fedbroker', 'config', config, target, '--permission', permission],
      { ...bed.env, AWS_ENDPOINT_URL: endpointUrl, AWS_REGION: account.region },
    );
    const home = new ClientHome(bed, prefix, folder, followConfig(output, folder));
    home.seed(prefix);
    return home;
  }

  /** Writes the objects that the operations need to S3. */
  seed(prefix: string): void {
    const { contents, testBed } = this.#bed;
    for (const [name, file] of Object.entries(SEEDS)) {
      testBed.broker.local.s3.putObject(BUCKET, `${prefix}/${name}`, contents[file]);
    }
  }

  /** Runs the commands or the program that `fedbroker config` prints. */
  tryPrinted({ runsCode, afterPrinted = '' }: EverydayClient): Promise<Outcome> {
    const { trial } = this.#config;
    const script = runsCode === undefined ? trial : `${runsCode} <<'END'\n${trial}END\n`;
    return this.run(`set -e\n${script}${afterPrinted}`);
  }

  /**
   * @param script a shell script, which runs after the shell lines that `fedbroker config` printed
   * @param prefix the folder in S3. Default: the person's own
   */
  run(script: string, prefix = this.prefix, shell = this.#config.shell): Promise<Outcome> {
    return outcomeOf(['sh', '-c', `cd "$HOME" || exit 1\n${shell}\n${script}`], {
      ...this.#bed.env,
      HOME: this.#folder,
      PATH: `${this.#folder}/bin${path.delimiter}${this.#bed.env.PATH}`,
      BUCKET,
      FOLDER: prefix,
      ENDPOINT: this.#bed.testBed.broker.local.endpointUrl,
    });
  }

  /** Runs a script with a session that may read and write the person's folder. */
  runAsOwner(script: string): Promise<Outcome> {
    const target = `s3://${BUCKET}/${this.prefix}/`;
    const command = `fedbroker credentials ${target} --permission READWRITE --format env`;
    return this.run(script, this.prefix, `eval "$(${command})"`);
  }
}
