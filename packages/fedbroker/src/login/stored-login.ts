import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { whileLocked } from '../cache-lock.ts';
import { codeOf, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import {
  makePrivateFolder,
  readPrivateFile,
  UntrustedFile,
  writePrivateFile,
} from '../private-file.ts';
import { userFolder } from '../user-folder.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/**
 * A renewal sends two requests of ten seconds at most. Another command must wait for it, because some issuers end the sign-in
 * if a refresh token is used twice.
 */
const RENEWAL_MAX_MILLISECONDS = 25_000;

/** What an issuer gave. */
export interface IssuedTokens {
  /** The token that the API gets. */
  readonly token: string;
  /** Milliseconds since 1970. Undefined if the issuer did not say it. */
  readonly expiresAt?: number;
  readonly refreshToken?: string;
}

/** The content of the file. */
export interface Login {
  readonly settings: SignInSettings;
  readonly tokens: IssuedTokens;
}

/** The sign-in of a person for one API, in a file that only this user can read. */
export class StoredLogin {
  readonly #file: string;
  readonly #host: Host;

  private constructor(file: string, host: Host) {
    this.#file = file;
    this.#host = host;
  }

  /** @returns undefined if there is no folder to keep it in */
  static of(apiUrl: string, host: Host): StoredLogin | undefined {
    const folder = userFolder('XDG_STATE_HOME', host);
    const name = createHash('sha256').update(apiUrl).digest('hex');
    return folder === undefined ? undefined : new StoredLogin(path.join(folder, name), host);
  }

  /** Throws Failure if the file cannot be trusted or read. */
  async read(): Promise<Login | undefined> {
    const text = await this.#failing(() => readPrivateFile(this.#file, this.#host.userId));
    if (text === undefined) {
      return undefined;
    }
    const login = parseLogin(text);
    if (login === undefined) {
      throw this.#unusable('it is damaged');
    }
    return login;
  }

  /** Waits for a renewal that runs at the same time, because it would replace these tokens with older ones. Throws Failure. */
  async replace(login: Login): Promise<void> {
    await this.#failing(async () => {
      await makePrivateFolder(path.dirname(this.#file), this.#host.userId);
      await this.whileLocked(() => this.write(login));
    });
  }

  /** Throws Failure if the file cannot be written. */
  async write(login: Login): Promise<void> {
    await this.#failing(async () => {
      await makePrivateFolder(path.dirname(this.#file), this.#host.userId);
      await writePrivateFile(this.#file, JSON.stringify(login));
    });
  }

  /** Waits for a renewal at the same time, which would write the file again. Throws Failure. */
  async remove(): Promise<void> {
    await this.#failing(async () => {
      await makePrivateFolder(path.dirname(this.#file), this.#host.userId);
      await this.whileLocked(() => rm(this.#file, { force: true }));
    });
  }

  /** Does the work while no other process renews the tokens. Throws Failure if the lock cannot be written. */
  whileLocked<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock = `${this.#file}.lock`;
    return this.#failing(() => whileLocked(lock, this.#host, work, RENEWAL_MAX_MILLISECONDS));
  }

  async #failing<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Failure) {
        throw error;
      }
      throw this.#unusable(error instanceof UntrustedFile ? error.message : codeOf(error));
    }
  }

  #unusable(reason: string): Failure {
    return new Failure(
      'usage',
      `the file of your sign-in, ${this.#file}, cannot be used (${reason}): delete it and run fedbroker login`,
    );
  }
}

function parseLogin(text: string): Login | undefined {
  try {
    const login: Login = JSON.parse(text);
    return typeof login.settings.issuer === 'string' && typeof login.tokens.token === 'string'
      ? login
      : undefined;
  } catch {
    return undefined;
  }
}
