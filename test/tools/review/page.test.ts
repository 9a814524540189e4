import { parseGrants } from '../../../core/grants/grant.ts';
import { notesOf } from '../../../tools/review/notes.ts';
import { type ReviewSources, reviewPage } from '../../../tools/review/page.ts';
import {
  type ChangeableTemplate,
  changedPage,
  KMS_KEY,
  reviewSources,
  STATEMENT,
} from './review-sources.ts';

/** Matches an item of the list of resources. The group is its logical id. */
const RESOURCE = /^- `(\w+)`, `[\w:]+`\n(?: {2}- .*\n)*/gm;

let sources: ReviewSources;
let page: string;

beforeAll(() => {
  sources = reviewSources();
  page = reviewPage(sources);
});

describe('a statement that is added', () => {
  test.each([
    [
      'a role',
      ({ Resources: { BrokerFunctionRole } }) => BrokerFunctionRole.Properties.Policies[0],
    ],
    ['the ceiling', ({ Resources }) => Resources.BrokerUserCeiling.Properties],
    ['the caller policy', ({ Resources }) => Resources.IamApiCallerPolicy.Properties],
  ] satisfies [string, (template: ChangeableTemplate) => ChangeableTemplate][])(
    'to %s is shown',
    (_, policyOf) => {
      const shown = changedPage(sources, (template) => {
        policyOf(template).PolicyDocument.Statement.push(STATEMENT);
      });
      expect(shown).toContain(
        '- may call `s3:DeleteBucket`\n  - actions: `s3:DeleteBucket`\n' +
          '  - on: `arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket`\n  - only if: always\n',
      );
      expect(countIn(shown)).toBe(countIn(page) + 1);
    },
  );

  test('to the policy of the secret is shown with its principals', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.BrokerAccessKeySecretPolicy.Properties.ResourcePolicy.Statement.push({
        Effect: 'Allow',
        Principal: { AWS: ['444455556666', { 'Fn::GetAtt': ['BrokerUser', 'Arn'] }] },
        Action: '*',
        Resource: '*',
      });
    });
    expect(shown).toContain('### `444455556666 and ${BrokerUser.Arn}`');
    expect(shown).toContain(
      '- may do everything\n  - actions: `*`\n  - on: `${BrokerAccessKeySecret}`\n  - only if: always\n',
    );
  });

  test('to the trust policy of a role is shown', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.BrokerFunctionRole.Properties.AssumeRolePolicyDocument.Statement.push({
        Effect: 'Allow',
        Principal: '*',
        Action: 'sts:AssumeRole',
      });
    });
    expect(shown).toContain(
      '- may assume the role\n  - actions: `sts:AssumeRole`\n  - on: `${BrokerFunctionRole}`\n  - only if: always\n' +
        '  - policy: `BrokerFunctionRole (trust)`\n',
    );
    expect(countIn(shown)).toBe(countIn(page) + 1);
  });

  test('by a permission to invoke a function is shown', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.Another = {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['BrokerFunction', 'Arn'] },
          Principal: '*',
        },
      };
    });
    expect(shown).toContain(
      '`lambda:InvokeFunction`\n  - on: `${BrokerFunction.Arn}`\n  - only if: always\n  - policy: `Another`\n',
    );
  });
});

describe('the page shows what an organization requires of every role and resource:', () => {
  const BOUNDARY = 'arn:aws:iam::111122223333:policy/org-boundary';

  test('the boundary of the roles, beside the ceiling as boundary of the user', () => {
    const ofConfiguration = reviewPage(reviewSources({ rolesBoundary: BOUNDARY }));
    const context = { '@aws-cdk/core:permissionsBoundary': { arn: BOUNDARY } };
    expect(reviewPage(reviewSources({}, context))).toBe(ofConfiguration);
    expect(ofConfiguration).toContain(
      '### `${BrokerUser}`, limited by the permissions boundary `${BrokerUserCeiling}`\n',
    );
    expect(ofConfiguration).toContain(
      `### \`\${BrokerFunctionRole}\`, limited by the permissions boundary \`${BOUNDARY}\`, the role of \`BrokerFunction\`\n`,
    );
    expect(page).toContain('### `${BrokerFunctionRole}`, the role of `BrokerFunction`\n');
  });

  test('the tags of each resource, and the user has none', () => {
    const shown = reviewPage(reviewSources({ tags: { team: 'a.b', 'cost center': '' } }));
    const tagged = [...shown.matchAll(RESOURCE)]
      .filter(([item]) => item.includes('\n  - `Tags.team`: `a.b`\n'))
      .map(([, id]) => id);
    expect(tagged).toEqual(
      expect.arrayContaining([
        'BrokerAccessKeySecret',
        'BrokerFunction',
        'BrokerFunctionLogs',
        'BrokerFunctionRole',
        'IamApi',
        'IamApiStage',
      ]),
    );
    expect(tagged).not.toContain('BrokerUser');
    expect(shown).toContain('  - `Tags.cost center`: <code></code>\n');
  });
});

describe('in plain words, the page shows', () => {
  test('conditions without double negations, with their meaning', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.BrokerUserCeiling.Properties.PolicyDocument.Statement.push(
        { ...STATEMENT, Condition: { Null: { 's3:if-none-match': 'false' } } },
        { ...STATEMENT, Condition: { Null: { 'aws:TokenIssueTime': 'true' } } },
        { ...STATEMENT, Condition: { Bool: { 's3:ObjectCreationOperation': 'false' } } },
      );
    });
    for (const words of [
      '`s3:if-none-match` is present (`Null`), which means that the request replaces no object\n',
      '`aws:TokenIssueTime` is absent (`Null`)\n',
      '`s3:ObjectCreationOperation` is `false` (`Bool`), which means that the request creates no object, but begins a multipart upload or sends a part of one\n',
    ]) {
      expect(shown).toContain(words);
    }
    expect(shown).not.toContain('is absent:');
  });

  test('a Null condition whose value is neither true nor false, as a fault', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.BrokerUserCeiling.Properties.PolicyDocument.Statement.push({
        ...STATEMENT,
        Condition: { Null: { 's3:if-none-match': 'maybe' } },
      });
    });
    expect(shown).toContain('Condition: Null: the review page has no words for this operator');
  });

  test('a grant for all tokens, and a name that users can change, as notes', () => {
    const [grant] = parseGrants({
      grants: [
        {
          id: 'homes',
          grantee: { jwt: { sub: '*' } },
          scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
          permission: 'READ',
        },
      ],
    });
    const authentication = [
      {
        type: 'jwt',
        issuer: 'https://id.example.com',
        audience: ['broker'],
        nameClaim: 'name',
        scopes: ['call'],
      },
    ] as const;
    expect(notesOf(grant === undefined ? [] : [grant], authentication)).toEqual([
      'Grant `homes` is for **all tokens** of `https://id.example.com`, if they have the accepted audience and scope. It asks ' +
        'for no value of a claim, so guests and programs are included, if the issuer gives them tokens.',
      expect.stringMatching(/^Users may be able to change their claim `name`, /),
    ]);
    expect(notesOf(sources.grants, sources.metadata.authentication)).toEqual([]);
  });
});

describe('the page', () => {
  test('is the same for the same sources', () => {
    expect(reviewPage(reviewSources())).toBe(page);
  });

  test('gives each row of a table as many cells as its heading has, whatever the grants contain', () => {
    const tables = page.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(6);
    for (const block of tables) {
      const cells = block.split('\n').map((line) => line.split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  test('holds no markup from the grants', () => {
    expect(page).not.toMatch(/<(?!br>|\/?code>)/);
    expect(page).not.toContain('**b**');
    expect(page).not.toContain('\u202e');
  });

  test('shows the warnings', () => {
    expect(page).toMatch(
      /## Warnings\n\n- grant "auditor": users may be able to change their claim email; use sub/,
    );
  });

  test('shows a Deny statement with the principals that it spares', () => {
    expect(page).toContain(
      '- **must not** (Deny) store a value in the secret\n  - actions: `secretsmanager:PutSecretValue`\n' +
        '  - on: `${BrokerAccessKeySecret}`\n' +
        '  - only if: `aws:PrincipalArn` is none of `${BrokerAccessKeyRotationRole.Arn}` (`ArnNotEquals`)\n',
    );
  });

  test('shows the authorizer and the scopes that each route requires', () => {
    expect(page).toContain('`JwtConfiguration.Issuer`: `https://id.example.com`');
    expect(page).toContain('`JwtConfiguration.Audience`: `federation-broker`');
    expect(page).toContain(
      '| `${JwtApi}` | `GET /grants` | `JWT` by `${JwtApiAuthorizer}`<br>scope: one of `federate` |',
    );
    expect(page).toContain('| `${IamApi}` | `GET /grants` | `AWS_IAM`<br>no scope required |');
  });

  test('shows that a route without authorization is open', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      delete Resources.IamApiGetGrants.Properties.AuthorizationType;
    });
    expect(shown).toContain(
      '| `${IamApi}` | `GET /grants` | **none: anyone can call it**<br>no scope required |',
    );
  });

  test('shows what a route lacks', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      delete Resources.IamApiGetGrants.Properties.RouteKey;
    });
    expect(shown).toContain('| `${IamApi}` | **missing** | `AWS_IAM`<br>');
  });

  test('shows that a user has no permissions boundary', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      delete Resources.BrokerUser.Properties.PermissionsBoundary;
    });
    expect(shown).toContain('### `${BrokerUser}`, **without a permissions boundary**');
    expect(page).toContain(
      '### `${BrokerUser}`, limited by the permissions boundary `${BrokerUserCeiling}`',
    );
  });

  test('shows rotation, retention and throttle', () => {
    expect(page).toContain('`RotationRules.AutomaticallyAfterDays`: `7`');
    expect(page).toContain('`RetentionInDays`: `30`');
    expect(page).toContain('`DefaultRouteSettings.ThrottlingRateLimit`: `20`');
  });

  test('shows all of a grant', () => {
    const cells = [
      '`people`',
      'tokens of `https://id.example.com` with<br>`groups` that is `"a, b=c"` or a list with this item<br>any text as `sub`<br>' +
        '`email_verified` that is `true`',
      '`READWRITE`',
      '`s3://amzn-s3-demo-bucket/people/{sub}/*`',
      `for at most 1 h 30 min<br>session tag \`person\`: \`{sub}\`<br>with the KMS key \`${KMS_KEY}\``,
    ];
    expect(page).toContain(`| ${cells.join(' | ')} |`);
    expect(page).toContain('| for at most 36 h<br>only in the name of `User*`<br>description: ');
  });

  test('shows which grants need each entry of the ceiling', () => {
    expect(page).toContain(
      '| `s3://amzn-s3-demo-bucket/*` | `READ` | `${AWS::AccountId}` |  | `team-a`, `auditor` |',
    );
    expect(page).toContain(
      `| \`s3://amzn-s3-demo-bucket/people/*\` | \`READWRITE\` | \`\${AWS::AccountId}\` | \`${KMS_KEY}\` | \`people\` |`,
    );
    expect(page).toContain(
      '| `s3://amzn-s3-demo-bucket1/*` | `WRITE` | `444455556666` |  | **none: no grant uses this entry** |',
    );
    expect(page).toMatch(/Its policy has \d{3,4} of the 6144 characters that IAM allows/);
  });

  test('shows the order of creation, and what outlives the stack', () => {
    expect(page).toContain(
      '| `BrokerAccessKeyRotationSchedule` | `BrokerAccessKeyRotationPermission`, `BrokerAccessKeySecretPolicy` |  |  |',
    );
    expect(page).toContain('| `BrokerAccessKeyDeletion` |  | `Delete` | `Delete` |');
    const shown = changedPage(sources, ({ Resources }) => {
      delete Resources.BrokerAccessKeyRotationSchedule.DependsOn;
      Resources.BrokerUser.DeletionPolicy = 'Retain';
      Resources.BrokerUserCeiling.UpdateReplacePolicy = 'Retain';
    });
    expect(shown).not.toContain('| `BrokerAccessKeyRotationSchedule` | `BrokerAccessKeyRotation');
    expect(shown).toContain('| `BrokerUser` |  | **not deleted:** `Retain` |  |');
    expect(shown).toContain('| `BrokerUserCeiling` |  |  | **not deleted:** `Retain` |');
  });

  test('distinguishes a reference to a resource from text that equals its name', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.BrokerAccessKeyDeletion.Properties.UserName = 'BrokerUser';
    });
    expect(page).toContain('`UserName`: `${BrokerUser}`');
    expect(shown).toContain('`UserName`: `BrokerUser`');
  });

  test.each<[string, (template: ChangeableTemplate) => void, string]>([
    [
      'of an API',
      ({ Resources: { IamApi } }) => {
        IamApi.Properties.CorsConfiguration = { AllowOrigins: ['*'] };
      },
      '`CorsConfiguration.AllowOrigins`: `*`',
    ],
    [
      'that is an empty object',
      ({ Resources: { IamApi } }) => {
        IamApi.Properties.CorsConfiguration = {};
      },
      '`CorsConfiguration`: `{}`',
    ],
    [
      'of a route',
      ({ Resources: { IamApiGetGrants } }) => {
        IamApiGetGrants.Properties.ApiKeyRequired = false;
      },
      '- `IamApiGetGrants`, `AWS::ApiGatewayV2::Route`\n  - `ApiKeyRequired`: `false`\n',
    ],
    [
      'of a permission',
      ({ Resources: { BrokerAccessKeyRotationPermission } }) => {
        BrokerAccessKeyRotationPermission.Properties.PrincipalOrgID = 'o-a1b2c3d4e5';
      },
      '`PrincipalOrgID`: `o-a1b2c3d4e5`',
    ],
  ])('shows a new property %s', (_, change, setting) => {
    expect(changedPage(sources, change)).toContain(setting);
  });

  test('shows a new resource without properties', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.Another = { Type: 'AWS::Logs::LogGroup' };
    });
    expect(shown).toContain('- `Another`, `AWS::Logs::LogGroup`\n\n');
  });

  test('shows whose code a function runs', () => {
    const shown = changedPage(sources, ({ Resources }) => {
      Resources.BrokerAccessKeyCleanup.Properties.Code =
        Resources.BrokerAccessKeyRotation.Properties.Code;
    });
    expect(page).toContain('`Code`: `Federation Broker: delete-access-keys`');
    expect(shown).not.toContain('`Code`: `Federation Broker: delete-access-keys`');
  });

  test('draws who calls what', () => {
    for (const arrow of [
      'CallersOfJwtApi["Callers"] -->|"JWT"| JwtApi',
      'JwtApi -->|"invokes"| BrokerFunction',
      'BrokerFunction -->|"GetSecretValue"| BrokerAccessKeySecret',
      'BrokerAccessKeySecret -->|"is rotated by"| BrokerAccessKeyRotation',
      'CloudFormation -->|"invokes"| BrokerAccessKeyCleanup',
      'BrokerUserCeiling -->|"policy, boundary"| BrokerUser',
      'BrokerUser -->|"GetFederationToken, TagSession"| STS',
      'BrokerUser -->|"Decrypt, GenerateDataKey"| KMS',
    ]) {
      expect(page).toContain(arrow);
    }
  });
});

function countIn(text: string): number {
  return Number(/^The template has (\d+) statements in/m.exec(text)?.[1]);
}
