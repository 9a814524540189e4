import { until } from '../aws-answers.ts';
import { type Claim, judge, notTried } from '../claim.ts';
import { answerText } from '../trial.ts';

/** The longest time that a new permission takes to work. */
const PROPAGATION_SECONDS = 60;

/** `PortalUrl`, or `PortalNAMEUrl` for a jwt entry with a name. */
const OUTPUT = /^Portal(?:[A-Z][a-z0-9]*)?Url$/;

/** A file of the page, as the page names it. */
const FILE = /"\/(portal\/[\w.-]+)"/;

export const portalPage: Claim = {
  id: 'portal-page',
  claim:
    'Everybody can load the portal: the invoke permission matches the route GET / ($default/GET/), and API Gateway passes ' +
    'compressed files and 304 on',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  command: 'curl --compressed --include "$JWT_API_URL/"',
  readsOnly: true,
  async try({ stack }) {
    const url = [...stack.outputs].find(([name]) => OUTPUT.test(name))?.[1];
    if (url === undefined) {
      return notTried('needs a broker with a portal: --token-file');
    }
    const page = await until(
      ({ status }) => status === 200,
      PROPAGATION_SECONDS,
      () => fetch(url),
    );
    const [, file] = FILE.exec(await page.text()) ?? [];
    if (page.status !== 200 || file === undefined) {
      return judge(false, answerText({ status: page.status, body: { message: 'names no file' } }));
    }
    const compressed = await fetch(`${url}${file}`);
    const plain = await fetch(`${url}${file}`, { headers: { 'accept-encoding': 'identity' } });
    const again = await fetch(url, {
      headers: { 'if-none-match': page.headers.get('etag') ?? '' },
    });
    const encodings = [compressed, plain].map(
      ({ headers }) => headers.get('content-encoding') ?? 'none',
    );
    const isSame = (await compressed.text()) === (await plain.text());
    return judge(
      encodings.join() === 'gzip,none' && isSame && again.status === 304,
      `encodings ${encodings.join(' and ')}, ${isSame ? 'the same' : 'another'} file, then ${again.status}`,
    );
  },
};
