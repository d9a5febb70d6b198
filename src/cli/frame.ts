/** What stands round the items of an output: a head over lines, or brackets and commas of one JSON array. */
import type { Output } from './output.ts';

export interface Frame {
  item(text: string): void;
  /** After the last item. */
  end(): void;
  /** Where work stopped: an array that was begun is closed, so that it parses. */
  stop(): void;
}

/** Nothing is written before the first item or the end. `head` is a line over the lines. */
export function frameOf(format: 'ndjson' | 'json' | 'table', out: Output, head?: string): Frame {
  return format === 'json' ? arrayFrame(out) : lineFrame(out, head === undefined ? '' : `${head}\n`);
}

function lineFrame(out: Output, head: string): Frame {
  let before = head;
  const item = (text: string): void => {
    out.write(`${before}${text}\n`);
    before = '';
  };
  return { item, end: () => out.write(before), stop: () => undefined };
}

function arrayFrame(out: Output): Frame {
  const opening = '[\n';
  let before = opening;
  const item = (text: string): void => {
    out.write(before + text);
    before = ',\n';
  };
  const isBegun = (): boolean => before !== opening;
  return {
    item,
    end: () => out.write(isBegun() ? '\n]\n' : '[]\n'),
    stop: () => {
      if (isBegun()) out.write('\n]\n');
    },
  };
}
