import { type Broker, DURATION_SECONDS } from '../broker.ts';
import type { Place } from '../places.ts';

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
  readonly #known = new Map<string, Promise<PlaceSession>>();

  constructor(broker: Pick<Broker, 'credentials'>) {
    this.#broker = broker;
  }

  /** Credentials for the whole place, because a copy within the place reads and writes different folders. */
  async get(place: Place): Promise<PlaceSession> {
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
