import { groupBy } from '../../../core/group-by.ts';
import { code, type Markdown } from '../markdown.ts';
import { OMITTED_PROPERTIES, STATEMENT_PROPERTIES } from '../resource-types.ts';
import { settingsOf } from '../setting-values.ts';
import type { ReviewedTemplate } from '../template.ts';
import { type Change, narrower, other, setting, wider } from './change.ts';

interface KnownSetting {
  readonly name: RegExp;
  readonly words: Markdown;
  /** Which change makes the safeguard weaker: a greater number, a smaller number, or removing the value. */
  readonly weaker: 'more' | 'less' | 'absent';
}

const KNOWN_SETTINGS: readonly KnownSetting[] = [
  {
    name: /\.ThrottlingRateLimit$/,
    words: 'requests a second that an API accepts',
    weaker: 'more',
  },
  {
    name: /\.ThrottlingBurstLimit$/,
    words: 'requests at once that an API accepts',
    weaker: 'more',
  },
  { name: /\.ReservedConcurrentExecutions$/, words: 'simultaneous invocations', weaker: 'more' },
  {
    name: /\.AutomaticallyAfterDays$/,
    words: 'days between rotations of the access key',
    weaker: 'more',
  },
  { name: /\.RetentionInDays$/, words: 'days that a log is kept', weaker: 'less' },
  { name: /\.KmsKey(?:Id|Arn)$/, words: 'the KMS key that encrypts it', weaker: 'absent' },
  { name: /\.PermissionsBoundary$/, words: 'the permissions boundary', weaker: 'absent' },
  // Lists of references have a name for each entry.
  { name: /\.AlarmActions(?:\.\d+)?$/, words: 'whom the alarm notifies', weaker: 'absent' },
  {
    name: /\.Threshold$/,
    words: 'the value at which the alarm rings, lower is earlier',
    weaker: 'more',
  },
  {
    name: /\.AuthorizationType$/,
    words: 'how callers of the route are authorized',
    weaker: 'absent',
  },
];

/** Settings that `authenticationChanges` describes, and the Regions of grants. */
const SAID_ELSEWHERE =
  /\.JwtConfiguration\.|\.AuthorizationScopes$|\.Environment\.Variables\.(?:APIS|PORTAL)$/;

/** The type of authorization of a route that everybody can call. */
const OPEN = code('NONE');

/** The text about settings that change in the same way lists at most this number of names. The end of the page shows all. */
const NAMES_MAX = 3;

/** Resource types that are safeguards. Removing such a resource weakens the broker's protection. */
const SAFEGUARDS: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SecretsManager::RotationSchedule',
]);

/** All changed settings of the template. */
export function settingChanges(
  before: ReviewedTemplate,
  after: ReviewedTemplate,
): readonly Change[] {
  const differing = valueChanges(settingsIn(before), settingsIn(after)).filter(
    ({ name }) => !SAID_ELSEWHERE.test(name),
  );
  const users = userNames(before, after);
  return [
    ...resourceChanges(before, after),
    ...[...groupBy(differing, alike).values()].map((changes) =>
      TAG.test(changes[0]?.name ?? '') ? tagChange(changes, users) : changeOf(changes),
    ),
  ];
}

/** Matches the name of a tag setting, such as `BrokerFunction.Tags.team`. */
const TAG = /^[^.]+\.Tags\.(.+)$/s;

/** Sessions inherit the tags of the broker user, but no tags of other resources. */
function tagChange(changes: readonly ValueChange[], users: ReadonlySet<string>): Change {
  const [first] = changes;
  const key = TAG.exec(first?.name ?? '')?.[1] ?? '';
  const ids = changes.map(({ name }) => name.slice(0, name.indexOf('.')));
  const tagged = ids.filter((id) => users.has(id));
  const count = `${ids.length} ${ids.length === 1 ? 'resource' : 'resources'}`;
  const text = `the tag ${code(key)} of ${count} ${isWas(first?.was, first?.is)}`;
  return tagged.length > 0
    ? wider(
        `${text}. **${tagged.map(code).join(', ')} is among them, so every session carries it**`,
      )
    : setting(
        `${text}. Not on ${[...users].map(code).join(', ')}, so no session carries it. ` +
          'Policies outside the broker can check tags of roles and resources',
      );
}

function userNames(...templates: readonly ReviewedTemplate[]): ReadonlySet<string> {
  return new Set(
    templates.flatMap(({ resources }) =>
      resources.filter(({ type }) => type === 'AWS::IAM::User').map(({ logicalId }) => logicalId),
    ),
  );
}

/** Changed settings of `cdk.json`. */
export function cdkChanges(before: object = {}, after: object = {}): readonly Change[] {
  const [old, current] = [before, after].map(
    (settings) => new Map(settingsOf(settings).map(({ name, value }) => [name, value])),
  );
  return valueChanges(old ?? new Map(), current ?? new Map()).map(({ name, was, is }) => {
    const text = `\`cdk.json\`: ${code(name)} ${isWas(was, is)}`;
    return /^(?:app$|tags)/.test(name) ? wider(text) : other(text);
  });
}

interface ValueChange {
  readonly name: string;
  readonly was: Markdown | undefined;
  readonly is: Markdown | undefined;
}

function valueChanges(
  before: ReadonlyMap<string, Markdown>,
  after: ReadonlyMap<string, Markdown>,
): readonly ValueChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, was: before.get(name), is: after.get(name) }))
    .filter(({ was, is }) => was !== is);
}

/** A key that is equal for settings of several resources if they have the same name and change in the same way. */
function alike({ name, was, is }: ValueChange): string {
  return JSON.stringify([name.slice(name.indexOf('.')), was, is]);
}

function changeOf(changes: readonly ValueChange[]): Change {
  const [{ name, was, is } = { name: '', was: undefined, is: undefined }] = changes;
  const known = KNOWN_SETTINGS.find((each) => each.name.test(name));
  const words = known === undefined ? '' : `${known.words}: `;
  const names = changes.slice(0, NAMES_MAX).map((each) => code(each.name));
  const more = changes.length - names.length;
  const all = `${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
  const text = `${words}${all} ${isWas(was, is)}`;
  switch (known?.weaker) {
    case 'more':
      return isMore(is, was) ? wider(text) : setting(text);
    case 'less':
      return isMore(was, is) ? wider(text) : setting(text);
    case 'absent':
      if (is === OPEN) {
        return wider(`**everybody can call a route.** ${text}`);
      }
      if (was === OPEN) {
        return is === undefined ? other(text) : narrower(text);
      }
      return is === undefined ? wider(text) : was === undefined ? narrower(text) : other(text);
    default:
      return other(text);
  }
}

/** Whether the first number is greater. An absent value means no limit. */
function isMore(one: Markdown | undefined, than: Markdown | undefined): boolean {
  const [first, second] = [one, than].map((text) =>
    text === undefined ? Number.POSITIVE_INFINITY : Number(text.replaceAll('`', '')),
  );
  return (first ?? 0) > (second ?? 0);
}

function isWas(was: Markdown | undefined, is: Markdown | undefined): Markdown {
  if (is === undefined) {
    return `is gone. Before, it was ${was}`;
  }
  return was === undefined ? `is new: ${is}` : `is now ${is}. Before, it was ${was}`;
}

function resourceChanges(before: ReviewedTemplate, after: ReviewedTemplate): readonly Change[] {
  const [old, current] = [before, after].map(({ resources }) => resources);
  const idsOf = (resources = old) => new Set(resources?.map(({ logicalId }) => logicalId));
  const [oldIds, currentIds] = [idsOf(old), idsOf(current)];
  return [
    ...(current ?? [])
      .filter(({ logicalId }) => !oldIds.has(logicalId))
      .map(({ logicalId, type }) => other(`new resource ${code(logicalId)}, ${code(type)}`)),
    ...(old ?? [])
      .filter(({ logicalId }) => !currentIds.has(logicalId))
      .map(({ logicalId, type }) => {
        const text = `the resource ${code(logicalId)}, ${code(type)}, is gone`;
        return SAFEGUARDS.has(type) ? wider(text) : other(text);
      }),
  ];
}

/**
 * All settings by LOGICAL-ID.NAME. Omits policy statements, which `statementChanges` compares, and descriptions and dashboards,
 * which have no effect on access.
 */
function settingsIn({
  resources,
  outputs,
  parameters,
}: ReviewedTemplate): ReadonlyMap<string, Markdown> {
  return new Map([
    ...resources.flatMap(
      ({ logicalId, type, properties, dependsOn, deletionPolicy, updateReplacePolicy }) => {
        const isStatement = STATEMENT_PROPERTIES.get(type) ?? [];
        const settings = Object.entries({
          ...properties,
          'created after': dependsOn.length === 0 ? undefined : dependsOn,
          'when deleted': deletionPolicy,
          'when replaced': updateReplacePolicy,
        }).filter(
          ([name, value]) =>
            value !== undefined &&
            name !== 'DashboardBody' &&
            !OMITTED_PROPERTIES.has(name) &&
            !isStatement.includes(name),
        );
        return settingsOf(Object.fromEntries(settings)).map(
          ({ name, value }) => [`${logicalId}.${name}`, value] as const,
        );
      },
    ),
    ...parameters.flatMap(({ name, type, settings }) =>
      settingsOf({ Type: type, ...settings }).map(
        (each) => [`parameter ${name}.${each.name}`, each.value] as const,
      ),
    ),
    ...outputs.map(
      ({ name, value, exportName = '' }) =>
        [`output ${name}`, code(`${value} ${exportName}`.trim())] as const,
    ),
  ]);
}
