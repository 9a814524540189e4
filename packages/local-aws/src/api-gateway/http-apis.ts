import { AwsError } from '../aws-error.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';
import { checkAuthorization, checkAuthorizer } from './authorizer-check.ts';
import { DomainNames } from './domain-names.ts';
import type { HttpApi, Integration, RouteAuthorization, StageSettings } from './http-api.ts';
import { HttpApiServer, type HttpApiServerOptions } from './http-api-server.ts';
import type { IssuerKeySets } from './issuer-key-sets.ts';
import type { JwtAuthorizerSettings } from './jwt-authorizer.ts';
import { newId } from './new-id.ts';
import { parseRouteKey } from './route-key.ts';

const API_ID_LENGTH = 10;
const PART_ID_LENGTH = 7;

interface Entry {
  readonly api: HttpApi;
  readonly server: LoopbackServer;
  /** The distance of its port from the first API's port: the lowest free number from 0. */
  readonly portOffset: number;
}

export interface RouteSettings {
  readonly routeKey: string;
  readonly integrationId: string;
  readonly authorization: RouteAuthorization;
}

export interface HttpApisOptions extends HttpApiServerOptions {
  /** Port of the first API. The second takes the next port, and so on. With 0, all take free ports. */
  readonly port: number;
  /** Looks up the issuers of new authorizers. */
  readonly keySets: IssuerKeySets;
}

/** The account's HTTP APIs, each on its own loopback port. */
export class HttpApis {
  readonly domainNames: DomainNames;
  readonly #options: HttpApisOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: HttpApisOptions) {
    this.#options = options;
    this.domainNames = new DomainNames(options.account, (apiId) => this.#get(apiId).api);
  }

  /** Resolves to the API's id and URL, `http://127.0.0.1:PORT`. Rejects with Node's error if the port is in use. */
  async createApi(name: string): Promise<{ apiId: string; endpoint: string }> {
    const api: HttpApi = {
      apiId: newId(API_ID_LENGTH),
      name,
      hasExecuteApiEndpoint: true,
      domainNames: new Set(),
      integrations: new Map(),
      authorizers: new Map(),
      routes: new Map(),
    };
    const apiServer = new HttpApiServer(api, this.#options);
    const portOffset = this.#freeOffset();
    const port = this.#options.port === 0 ? 0 : this.#options.port + portOffset;
    const server = await startLoopbackServer((request, response) => {
      apiServer.handle(request, response).catch((error) => {
        this.#options.onInternalError(error);
        response.destroy();
      });
    }, port);
    this.#entries.set(api.apiId, { api, server, portOffset });
    return { apiId: api.apiId, endpoint: `http://${server.address}` };
  }

  /** If disabled, only custom domain names lead to the API. */
  setExecuteApiEndpoint(apiId: string, isThere: boolean): void {
    this.#get(apiId).api.hasExecuteApiEndpoint = isThere;
  }

  async deleteApi(apiId: string): Promise<void> {
    const { server } = this.#get(apiId);
    this.#entries.delete(apiId);
    await server.close();
  }

  /** Throws ConflictException if the API already has a stage, and the errors of `updateStage`. */
  createStage(apiId: string, stage: StageSettings): void {
    const { api } = this.#get(apiId);
    if (api.stage) {
      throw new AwsError('ConflictException', 'Stage already exists', 409);
    }
    setStage(api, stage);
  }

  /** Throws NotFoundException if `routeThrottles` contains a route that does not exist. */
  updateStage(apiId: string, stage: StageSettings): void {
    setStage(this.#get(apiId).api, stage);
  }

  deleteStage(apiId: string): void {
    this.#get(apiId).api.stage = undefined;
  }

  /** Returns the integration's id. */
  createIntegration(apiId: string, integration: Integration): string {
    const integrationId = newId(PART_ID_LENGTH);
    this.#get(apiId).api.integrations.set(integrationId, integration);
    return integrationId;
  }

  updateIntegration(apiId: string, integrationId: string, integration: Integration): void {
    this.#get(apiId).api.integrations.set(integrationId, integration);
  }

  /** Throws ConflictException if a route uses it. */
  deleteIntegration(apiId: string, integrationId: string): void {
    const { api } = this.#get(apiId);
    const route = [...api.routes.values()].find((each) => each.integrationId === integrationId);
    if (route) {
      throw new AwsError(
        'ConflictException',
        `Cannot delete Integration '${integrationId}': Route '${route.routeKey.text}' uses it.`,
        409,
      );
    }
    api.integrations.delete(integrationId);
  }

  /** Resolves to the authorizer's id. Rejects with BadRequestException. */
  async createAuthorizer(apiId: string, settings: JwtAuthorizerSettings): Promise<string> {
    const authorizerId = newId(PART_ID_LENGTH);
    await this.updateAuthorizer(apiId, authorizerId, settings);
    return authorizerId;
  }

  /** Rejects like createAuthorizer. */
  async updateAuthorizer(
    apiId: string,
    authorizerId: string,
    settings: JwtAuthorizerSettings,
  ): Promise<void> {
    const { api } = this.#get(apiId);
    await checkAuthorizer(settings, this.#options.keySets);
    api.authorizers.set(authorizerId, settings);
  }

  /** Throws ConflictException if a route uses it. */
  deleteAuthorizer(apiId: string, authorizerId: string): void {
    const { api } = this.#get(apiId);
    const route = [...api.routes.values()].find(
      ({ authorization }) =>
        authorization.type === 'JWT' && authorization.authorizerId === authorizerId,
    );
    if (route) {
      throw new AwsError(
        'ConflictException',
        `Cannot delete Authorizer '${authorizerId}': Route '${route.routeKey.text}' uses it.`,
        409,
      );
    }
    api.authorizers.delete(authorizerId);
  }

  /** Returns the route's id. Throws BadRequestException, NotFoundException, ConflictException. */
  createRoute(apiId: string, settings: RouteSettings): string {
    const routeId = newId(PART_ID_LENGTH);
    this.updateRoute(apiId, routeId, settings);
    return routeId;
  }

  /** Throws like createRoute. */
  updateRoute(apiId: string, routeId: string, settings: RouteSettings): void {
    const { api } = this.#get(apiId);
    const { routeKey, integrationId, authorization } = settings;
    if (!api.integrations.has(integrationId)) {
      throw new AwsError('NotFoundException', `Invalid Integration ${integrationId}`, 404);
    }
    checkAuthorization(authorization, api);
    const others = [...api.routes].filter(([id]) => id !== routeId);
    if (others.some(([, route]) => route.routeKey.text === routeKey)) {
      throw new AwsError('ConflictException', `Route with key ${routeKey} already exists`, 409);
    }
    api.routes.set(routeId, { ...settings, routeKey: parseRouteKey(routeKey) });
  }

  deleteRoute(apiId: string, routeId: string): void {
    this.#get(apiId).api.routes.delete(routeId);
  }

  /** Stops serving. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ server }) => server.close()));
  }

  #freeOffset(): number {
    const taken = new Set([...this.#entries.values()].map(({ portOffset }) => portOffset));
    let portOffset = 0;
    while (taken.has(portOffset)) {
      portOffset += 1;
    }
    return portOffset;
  }

  #get(apiId: string): Entry {
    const entry = this.#entries.get(apiId);
    if (!entry) {
      throw new AwsError('NotFoundException', `Invalid API identifier specified: ${apiId}`, 404);
    }
    return entry;
  }
}

/** The message is copied from AWS: https://github.com/aws/serverless-application-model/issues/2479 */
function setStage(api: HttpApi, stage: StageSettings): void {
  const existing = new Set([...api.routes.values()].map(({ routeKey }) => routeKey.text));
  const unknown = [...stage.routeThrottles.keys()].find((routeKey) => !existing.has(routeKey));
  if (unknown !== undefined) {
    throw new AwsError(
      'NotFoundException',
      `Unable to find Route by key ${unknown} within the provided RouteSettings`,
      404,
    );
  }
  api.stage = stage;
}
