import type { Person } from './people.ts';

/** A page that lists the people. Each button sends the form with that person, or with nobody, to the page's own URL. */
export function peoplePage(
  clientId: string,
  people: readonly Person[],
  hidden: Readonly<Record<string, string>> = {},
): string {
  const fields = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const buttons = people.map(
    ({ name }) =>
      `<p><button name="person" value="${escaped(name)}">Sign in as ${escaped(name)}</button></p>`,
  );
  return page(
    'Local sign-in',
    `<p>This page stands for the sign-in page of your company. It runs on this machine only, and asks for no password.</p>
<p>Who signs in to <strong>${escaped(clientId)}</strong>?</p>
<form method="post">${[...fields, ...buttons].join('\n')}
<p><button name="person" value="">Refuse</button></p></form>`,
  );
}

/** A page that asks for the code that a device shows. */
export function codePage(): string {
  return page(
    'Local sign-in of a device',
    `<form><p><label>The code that the program shows: <input name="user_code" autofocus></label>
<button>Continue</button></p></form>`,
  );
}

/** A page that only says something. */
export function messagePage(title: string, text: string): string {
  return page(title, `<p>${escaped(text)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<main><h1>${escaped(title)}</h1>
${body}
</main></html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
