import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type CacheEntry, formatCacheEntry, isFresh, parseCacheEntry } from './cache-entry.ts';
import { whileLocked } from './cache-lock.ts';
import { codeOf, Failure } from './failure.ts';
import type { Host } from './host.ts';
import type { IssuedCredentials } from './issued-credentials.ts';
import {
  makePrivateFolder,
  readPrivateFile,
  UntrustedFile,
  writePrivateFile,
} from './private-file.ts';
import { userFolder } from './user-folder.ts';

/** Federation tokens live at most 36 hours: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const LIFETIME_MAX_MILLISECONDS = 36 * 60 * 60 * 1_000;

/** Everything that distinguishes one request for credentials from another. */
export type CacheKey = readonly (string | number | undefined)[];

/** Keeps the credentials of earlier requests, one file each, that only this user can read. */
export class CredentialCache {
  readonly #folder: string | undefined;
  readonly #host: Host;

  constructor(host: Host) {
    this.#folder = userFolder('XDG_CACHE_HOME', host);
    this.#host = host;
  }

  /**
   * Returns credentials from the cache, or new ones. If several processes need the same credentials at once, one of them calls
   * `issue`. If the cache cannot be used, it writes a warning and returns new credentials.
   *
   * Throws what `issue` throws.
   */
  async get(key: CacheKey, issue: () => Promise<IssuedCredentials>): Promise<IssuedCredentials> {
    if (this.#folder === undefined) {
      await this.#warn('there is no cache without a home folder: set HOME or XDG_CACHE_HOME');
      return issue();
    }
    let issued: IssuedCredentials | undefined;
    try {
      return await this.#getFrom(this.#folder, key, async () => {
        issued = await issue();
        return issued;
      });
    } catch (error) {
      if (error instanceof Failure) {
        throw error;
      }
      const reason = error instanceof UntrustedFile ? error.message : codeOf(error);
      await this.#warn(`cannot use the cache ${this.#folder} (${reason}); continuing without it`);
      return issued ?? issue();
    }
  }

  /** Forgets all credentials. Throws Failure that names the folder. */
  async clear(): Promise<void> {
    if (this.#folder === undefined) {
      return;
    }
    try {
      await rm(this.#folder, { recursive: true, force: true });
    } catch (error) {
      throw new Failure(
        'failed',
        `the cached credentials in ${this.#folder} cannot be deleted (${codeOf(error)}): delete this folder`,
      );
    }
  }

  async #getFrom(
    folder: string,
    key: CacheKey,
    issue: () => Promise<IssuedCredentials>,
  ): Promise<IssuedCredentials> {
    const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
    const file = path.join(folder, name);
    await makePrivateFolder(folder, this.#host.userId);
    const kept = await this.#read(file);
    return (
      kept ??
      whileLocked(`${file}.lock`, this.#host, async () => {
        const keptMeanwhile = await this.#read(file);
        if (keptMeanwhile !== undefined) {
          return keptMeanwhile;
        }
        const issued = await issue();
        const entry: CacheEntry = { credentials: issued, issuedAt: this.#host.now().toISOString() };
        await writePrivateFile(file, formatCacheEntry(entry));
        await this.#sweep(folder);
        return issued;
      })
    );
  }

  async #read(file: string): Promise<IssuedCredentials | undefined> {
    try {
      const text = await readPrivateFile(file, this.#host.userId);
      const entry = text === undefined ? undefined : parseCacheEntry(text);
      if (text !== undefined && entry === undefined) {
        throw new UntrustedFile('it is damaged');
      }
      return entry !== undefined && isFresh(entry, this.#host.now())
        ? entry.credentials
        : undefined;
    } catch (error) {
      if (!(error instanceof UntrustedFile)) {
        throw error;
      }
      await rm(file, { force: true });
      await this.#warn(`removed the cache entry ${file}: ${error.message}`);
      return undefined;
    }
  }

  /** Removes files that are too old to hold valid credentials, and those that killed processes left behind. */
  async #sweep(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
      const file = path.join(folder, name);
      const modified = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      );
      if (modified < this.#host.now().getTime() - LIFETIME_MAX_MILLISECONDS) {
        await rm(file, { force: true });
      }
    }
  }

  async #warn(sentence: string): Promise<void> {
    await this.#host.stderr.write(`fedbroker: ${sentence}\n`).catch(() => undefined);
  }
}
