import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { HttpApi } from './http-api.ts';
import { newId } from './new-id.ts';

const TARGET_ID_LENGTH = 10;
const ZONE_ID_LENGTH = 13;
const MAPPING_ID_LENGTH = 6;

/** What a DNS record for a domain name points to. */
export interface RegionalTarget {
  /** `d-ID.execute-api.REGION.amazonaws.com` */
  readonly domainName: string;
  readonly hostedZoneId: string;
}

/**
 * The account's custom domain names, and the API that each leads to. They have neither certificate nor DNS: which API a
 * request is for is told by its port.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html
 */
export class DomainNames {
  readonly #account: Account;
  readonly #apiOf: (apiId: string) => HttpApi;
  /** Each with the id of its mapping, where it leads to an API. */
  readonly #mappings = new Map<string, string | undefined>();

  /** @param apiOf throws NotFoundException for an API that does not exist */
  constructor(account: Account, apiOf: (apiId: string) => HttpApi) {
    this.#account = account;
    this.#apiOf = apiOf;
  }

  /** @throws AwsError ConflictException */
  create(domainName: string): RegionalTarget {
    if (this.#mappings.has(domainName)) {
      throw conflict(`The domain name you provided already exists: ${domainName}`);
    }
    this.#mappings.set(domainName, undefined);
    return {
      domainName: `d-${newId(TARGET_ID_LENGTH)}.execute-api.${this.#account.region}.amazonaws.com`,
      hostedZoneId: `Z${newId(ZONE_ID_LENGTH).toUpperCase()}`,
    };
  }

  /** @throws AwsError NotFoundException */
  delete(domainName: string): void {
    this.#check(domainName);
    this.#mappings.delete(domainName);
  }

  /**
   * Has the domain name lead to the API's stage, on all paths.
   *
   * @returns the mapping's id
   * @throws AwsError NotFoundException for domain name, API or stage, ConflictException where it leads to an API already
   */
  map(domainName: string, apiId: string): string {
    this.#check(domainName);
    const api = this.#withStage(apiId);
    if (this.#mappings.get(domainName) !== undefined) {
      throw conflict('ApiMapping key already exists for this domain name');
    }
    const mappingId = newId(MAPPING_ID_LENGTH);
    this.#mappings.set(domainName, mappingId);
    api.domainNames.add(domainName);
    return mappingId;
  }

  /** Has it lead to another API. Throws AwsError NotFoundException for that API or its stage. */
  remap(domainName: string, fromApiId: string, toApiId: string): void {
    const target = this.#withStage(toApiId);
    this.#apiOf(fromApiId).domainNames.delete(domainName);
    target.domainNames.add(domainName);
  }

  unmap(domainName: string, apiId: string): void {
    this.#apiOf(apiId).domainNames.delete(domainName);
    this.#mappings.set(domainName, undefined);
  }

  #check(domainName: string): void {
    if (!this.#mappings.has(domainName)) {
      throw notFound(`Invalid domain name identifier specified: ${domainName}`);
    }
  }

  #withStage(apiId: string): HttpApi {
    const api = this.#apiOf(apiId);
    if (api.stage === undefined) {
      throw notFound('Invalid stage identifier specified');
    }
    return api;
  }
}

function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409);
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, 404);
}
