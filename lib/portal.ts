import { Lazy } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type JwtAuthentication, nameOfEntry } from '../core/configuration/authentication.ts';
import type { Throttle } from '../core/configuration/configuration.ts';
import type { Grant } from '../core/grants/grant.ts';
import { authenticationNameOf } from '../core/grants/grantee.ts';
import type { DeployedPortal } from '../core/portal/deployed-portal.ts';
import type { PortalSettings } from '../core/portal/portal-settings.ts';
import { PORTAL_ROUTES } from '../core/routes.ts';
import { ENV } from '../lambda/environment.ts';
import { addRoutes } from './api-routes.ts';
import type { ThrottledRoute } from './broker-api.ts';
import type { LogSettings } from './broker-log-group.ts';
import { portalCode } from './function-code.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';

/**
 * The most requests that each route accepts, in a second and at once. Everybody can send them. A person who opens the page for the
 * first time sends one to each route, and some more for files. The limits keep strangers from using up the API's own throttle,
 * and limit what their requests can cost.
 */
const THROTTLE_MAX: Throttle = { rateLimit: 10, burstLimit: 50 };

export interface PortalProps {
  /** The authentication of the API that serves the portal. */
  readonly authentication: JwtAuthentication;
  readonly settings: PortalSettings;
  /** All grants of the broker. The app can still add grants. */
  readonly grants: () => readonly Grant[];
  readonly architecture: Architecture;
  readonly logs: LogSettings;
}

/**
 * The web page where people sign in, and the function that serves it. The function has no permission but to write its log,
 * because everybody can call it.
 */
export class Portal extends Construct {
  readonly function: LeastPrivilegeFunction;

  constructor(scope: Construct, id: string, props: PortalProps) {
    super(scope, id);
    this.function = new LeastPrivilegeFunction(this, 'Function', {
      description: 'Serves the web page where people sign in',
      code: portalCode(),
      environment: {
        [ENV.portal]: Lazy.uncachedString({ produce: () => JSON.stringify(deployedPortal(props)) }),
      },
      timeoutSeconds: 10,
      memoryMegabytes: 256,
      architecture: props.architecture,
      statements: [],
      logs: props.logs,
    });
  }

  /** @param apiThrottle the throttle of the API. No route of the portal accepts more requests */
  addRoutesTo(apiId: string, apiThrottle: Throttle): readonly ThrottledRoute[] {
    const routes = addRoutes(this, {
      apiId,
      handler: this.function.handler,
      description: 'The portal function',
      routes: PORTAL_ROUTES,
      authorization: { authorizationType: 'NONE' },
    });
    const throttle: Throttle = {
      rateLimit: Math.min(THROTTLE_MAX.rateLimit, apiThrottle.rateLimit),
      burstLimit: Math.min(THROTTLE_MAX.burstLimit, apiThrottle.burstLimit),
    };
    return [...routes].map(([route, created]) => [route, created, throttle]);
  }
}

function deployedPortal({ authentication, settings, grants }: PortalProps): DeployedPortal {
  const name = nameOfEntry(authentication);
  const regions = grants().flatMap(({ grantee, region }) =>
    grantee.kind === 'jwt' && authenticationNameOf(grantee) === name && region !== undefined
      ? [region]
      : [],
  );
  return { issuer: authentication.issuer, settings, grantRegions: [...new Set(regions)].sort() };
}
