import type { Markdown } from '../markdown.ts';

/**
 * `wider`: somebody gets more access, or a safeguard gets weaker. `narrower`: the opposite. `other`: this tool cannot tell
 * which. `derived`: a change of the ceiling that follows from changed grants. `setting`: a change of operation that weakens no
 * safeguard. `none`: no effect on access.
 */
export type Effect = 'wider' | 'narrower' | 'other' | 'derived' | 'setting' | 'none';

/** A change, described in one or more sentences. */
export interface Change {
  readonly effect: Effect;
  readonly text: Markdown;
}

export function wider(text: Markdown): Change {
  return { effect: 'wider', text };
}

export function narrower(text: Markdown): Change {
  return { effect: 'narrower', text };
}

export function other(text: Markdown): Change {
  return { effect: 'other', text };
}

export function setting(text: Markdown): Change {
  return { effect: 'setting', text };
}

export function none(text: Markdown): Change {
  return { effect: 'none', text };
}
