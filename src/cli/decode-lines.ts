/** Lines of `decode`, credentials hidden unless they are wanted. */
import type { Decoded, Event } from '../decode/events.ts';
import { hiddenJson } from '../decode/render/hide.ts';
import { safeJson } from '../decode/render/safe.ts';
import type { Style } from '../decode/render/style.ts';
import type { Secrets } from '../decode/secrets.ts';

export interface LineView {
  readonly format: 'ndjson' | 'json' | 'table';
  /** Absent: show them. */
  readonly secrets: Secrets | undefined;
  readonly wanted: (type: string) => boolean;
  readonly lanes: readonly string[];
  /** Columns of a row of the table; may be infinite. */
  readonly width: number;
  readonly style: Style;
}

export interface Lines {
  readonly head?: string;
  /** The lines of one exchange, without their ends. */
  of(decoded: Decoded): readonly string[];
}

export function eventLines({ secrets, wanted }: LineView): Lines {
  const json = (event: Event): string =>
    safeJson(secrets ? hiddenJson(event, secrets) : JSON.stringify(event));
  return {
    of({ step, events }) {
      if (secrets && step.session) secrets.learn(step.session.values);
      return events.filter(({ type }) => wanted(type)).map(json);
    },
  };
}
