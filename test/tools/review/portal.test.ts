import { changesBetween } from '../../../tools/review/changes/changes-page.ts';
import { type ReviewSources, reviewPage } from '../../../tools/review/page.ts';
import { changedPage, reviewSources, STATEMENT } from './review-sources.ts';

const PORTAL = {
  clientId: 'web',
  token: 'access',
  parameters: { audience: 'broker' },
  connectOrigins: ['https://token.example.com'],
};

const authenticationWith = (portal?: object) => ({
  authentication: [
    { type: 'iam' },
    {
      type: 'jwt',
      issuer: 'https://id.example.com',
      audience: 'federation-broker',
      scopes: ['federate'],
      portal,
    },
  ],
});

let without: ReviewSources;
let sources: ReviewSources;

beforeAll(() => {
  without = reviewSources();
  sources = reviewSources(authenticationWith(PORTAL));
});

describe('the page', () => {
  test('shows how people sign in to the portal', () => {
    const page = reviewPage(sources);
    expect(page).toContain(
      'The API for tokens also serves a web page to **everybody**, the portal. People sign in there',
    );
    expect(page).toContain(
      '- `clientId`: `web`\n- `token`: `access`\n- `scope`: `openid profile`\n' +
        '- `parameters.audience`: `broker`\n- `connectOrigins`: `https://token.example.com`\n',
    );
    expect(reviewPage(without)).not.toContain('portal');
  });

  test('says why the routes of the portal are open', () => {
    for (const route of ['GET /', 'GET /portal/config.json', 'GET /portal/{file}']) {
      expect(reviewPage(sources)).toContain(
        `| \`\${JwtApi}\` | \`${route}\` | **none: anyone can call it**, because a browser loads the portal before anybody signs ` +
          'in. Its function, `PortalFunction`, may only write its log<br>no scope required | `integrations/${PortalIntegration}` |',
      );
    }
  });

  test('gives no reason if the function of the portal may do more', () => {
    const page = changedPage(sources, ({ Resources }) => {
      Resources.PortalFunctionRole.Properties.Policies[0].PolicyDocument.Statement.push(STATEMENT);
    });
    expect(page).toContain('| `GET /` | **none: anyone can call it**<br>');
  });

  test('gives no reason for another open route, and for one that leads to the broker function', () => {
    const page = changedPage(sources, ({ Resources }) => {
      Resources.PortalGet.Properties.RouteKey = 'GET /other';
      Resources.PortalGetPortalFile.Properties.Target = Resources.JwtApiGetGrants.Properties.Target;
    });
    expect(page).toContain('| `GET /other` | **none: anyone can call it**<br>');
    expect(page).toContain('| `GET /portal/{file}` | **none: anyone can call it**<br>');
  });
});

describe('of the changes, the output shows', () => {
  const changes = (before: ReviewSources, after: ReviewSources) =>
    changesBetween(before, after).map(({ effect, text }) => `${effect}: ${text}`);

  test('a new portal and its open routes as wider', () => {
    const found = changes(without, sources);
    expect(found).toContainEqual(
      expect.stringMatching(
        /^wider: \*\*everybody can load the portal from the API for tokens\*\*, .* as the client `web`/,
      ),
    );
    expect(found).toContainEqual(
      'wider: the portal can now send what it knows to `https://token.example.com`',
    );
    expect(found).toContainEqual(
      expect.stringMatching(
        /^wider: \*\*everybody can call a route\.\*\* .*`PortalGet\.AuthorizationType`.* is new: `NONE`$/,
      ),
    );
  });

  test('a portal that is gone as narrower', () => {
    expect(changes(sources, without)).toContain(
      'narrower: the API for tokens no longer serves the portal, so no route of it is open',
    );
  });

  test('an origin more or less, and other settings', () => {
    const changed = reviewSources(
      authenticationWith({
        ...PORTAL,
        clientId: 'other',
        connectOrigins: ['https://elsewhere.example.com'],
      }),
    );
    expect(changes(sources, changed)).toEqual([
      'wider: the portal can now send what it knows to `https://elsewhere.example.com`',
      'narrower: the portal can no longer connect to `https://token.example.com`',
      'other: the portal of the API for tokens signs people in with `clientId` `other`, `token` `access`, `scope` `openid profile`, `parameters.audience` `broker`',
    ]);
  });
});
