/** Colours and weights that can be read on light and on dark terminals. */

/** Each gives its text in that style; the widths are those of the text alone. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  /** What went wrong. */
  bad(text: string): string;
  /** What went well. */
  good(text: string): string;
  /** The colour of a lane, by its place among the lanes; one past the end is drawn as the last. */
  lane(index: number, text: string): string;
}

/** Neither white, black nor the yellows: each vanishes on somebody's background. */
const laneCodes = ['35', '34', '36', '32', '1', '95', '2'] as const;

/** Blanks have no colour. */
const paint = (code: string, text: string): string =>
  text.trim() === '' ? text : `\x1b[${code}m${text}\x1b[0m`;

/** No codes at all, for pipes and files. */
export const plainStyle: Style = {
  bold: (text) => text,
  dim: (text) => text,
  bad: (text) => text,
  good: (text) => text,
  lane: (_, text) => text,
};

export const colourStyle: Style = {
  bold: (text) => paint('1', text),
  dim: (text) => paint('2', text),
  bad: (text) => paint('31', text),
  good: (text) => paint('32', text),
  lane: (index, text) => paint(laneCodes[Math.min(index, laneCodes.length - 1)]!, text),
};
