/** Makes credentials that look like others. */
import { Dice } from '../protocol/dice.ts';
import type { Shape } from '../protocol/shape.ts';

/** Runs of letters and digits; what is percent-encoded stays as it is. */
const runs = /%[0-9a-fA-F]{2}|[0-9A-Za-z]+/g;
/** Shorter runs may be a word or a mark of the format. */
const shortestRun = 4;
const hex = /^(?=.*\d)[0-9a-f]{8,}$/;
const mixed = /\d|[a-z].*[A-Z]|[A-Z].*[a-z]/;
/** Account numbers have 32 bits. */
const largest = 0xffffffff;

/**
 * Another value of the same length and alphabet, decided by `seed`. Words of the format stay. The value itself where
 * nothing in it can vary without leaving `shape`.
 */
export function likeOf(value: string, shape: Shape | undefined, seed: string): string {
  const dice = new Dice(seed);
  const pattern = typeof shape?.pattern === 'string' ? new RegExp(shape.pattern) : undefined;
  const fits = (text: string): boolean => text !== value && (!pattern?.test(value) || pattern.test(text));
  const careful = value.replace(runs, (run) => (isVaried(run) ? vary(run, dice) : run));
  if (fits(careful)) return careful;
  const thorough = value.replace(runs, (run) => (run.startsWith('%') ? run : vary(run, dice)));
  return fits(thorough) ? thorough : value;
}

const isVaried = (run: string): boolean =>
  run.length >= shortestRun && mixed.test(run) && !run.startsWith('%');

function vary(run: string, dice: Dice): string {
  if (/^\d+$/.test(run)) return varyNumber(run, dice);
  if (hex.test(run)) return dice.text('hex', run.length);
  return run.replace(/./g, (character) => {
    if (/\d/.test(character)) return dice.text('decimal', 1);
    const letter = String.fromCharCode(97 + dice.between(0, 25));
    return /[A-Z]/.test(character) ? letter.toUpperCase() : letter;
  });
}

/** The first digit stays, so that the number keeps its length; one of 32 bits stays one. */
function varyNumber(run: string, dice: Dice): string {
  const varied = `${run[0]}${dice.text('decimal', run.length - 1)}`;
  return Number(run) <= largest && Number(varied) > largest ? `${run[0]}0${varied.slice(2)}` : varied;
}
