/** What a terminal can show, told from its streams and the environment. */
import { colourStyle, plainStyle, type Style } from '../decode/render/style.ts';

export type ColourChoice = 'auto' | 'always' | 'never';
type Environment = Readonly<Record<string, string | undefined>>;

/** A stream as far as its looks are concerned. */
export interface Looks {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** `always` and `never` decide; else FORCE_COLOR, else NO_COLOR, else whether it is a terminal that has colours. */
export function wantsColour(choice: ColourChoice, stream: Looks, env: Environment): boolean {
  if (choice !== 'auto') return choice === 'always';
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env.NO_COLOR) return false;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Narrower terminals have to wrap. */
const fewest = 60;

/** Columns of the terminal; of COLUMNS, or 80, where it is none. */
export function columnsOf(stream: Looks, env: Environment): number {
  const named = /^\d{1,4}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 0;
  const columns = stream.columns || named || 80;
  return Math.max(fewest, columns);
}

/** The style of prose, which goes to standard error: that may be another terminal than data goes to. */
export function proseStyle({ style }: { readonly style: Style }): Style {
  if (process.stdout.isTTY === process.stderr.isTTY) return style;
  return wantsColour('auto', process.stderr, process.env) ? colourStyle : plainStyle;
}
