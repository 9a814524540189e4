import { type Broker, DURATION_SECONDS } from '../broker.ts';
import type { LocationPermission, Place } from '../places.ts';

/** Milliseconds before their end at which credentials are renewed. Amplify renews 30 seconds before the end. */
const RENEWAL_MS = 60_000;

/** As Amplify's S3 client takes them. */
export interface PlaceSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Keeps the credentials of each place until shortly before their end, so that a walk through its folders needs no more. */
export class PlaceCredentials {
  readonly #broker: Pick<Broker, 'credentials'>;
  readonly #places: readonly Place[];
  readonly #known = new Map<string, Promise<PlaceSession>>();

  constructor(broker: Pick<Broker, 'credentials'>, places: readonly Place[]) {
    this.#broker = broker;
    this.#places = places;
  }

  /**
   * Credentials for the whole place, because a copy within the place reads and writes different folders.
   *
   * @param scope as Amplify names a folder of a place: `s3://BUCKET/PREFIX*`, or `s3://BUCKET/KEY`
   */
  async get(scope: string, permissions: readonly LocationPermission[]): Promise<PlaceSession> {
    const place = findPlace(this.#places, scope, permissions);
    if (place === undefined) {
      throw new Error(`No grant covers ${scope}.`);
    }
    const known = await this.#known.get(place.id);
    if (known !== undefined && known.expiration.getTime() - Date.now() > RENEWAL_MS) {
      return known;
    }
    const session = this.#issue(place);
    this.#known.set(place.id, session);
    session.catch(() => this.#known.delete(place.id));
    return session;
  }

  async #issue({ target, permission }: Place): Promise<PlaceSession> {
    const requested = Date.now();
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
      await this.#broker.credentials(target, permission);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      // The clock of this machine may be slow, and Amplify compares the end with it.
      expiration: new Date(Math.min(Date.parse(Expiration), requested + DURATION_SECONDS * 1_000)),
    };
  }
}

/** The innermost place that contains the scope and has exactly these permissions. */
export function findPlace(
  places: readonly Place[],
  scope: string,
  permissions: readonly LocationPermission[],
): Place | undefined {
  const wanted = [...permissions].sort().join();
  return places
    .filter(
      ({ kind, target, permissions: own }) =>
        [...own].sort().join() === wanted &&
        (kind === 'OBJECT' ? scope === target : scope.startsWith(target.slice(0, -1))),
    )
    .sort((one, other) => other.prefix.length - one.prefix.length)[0];
}
