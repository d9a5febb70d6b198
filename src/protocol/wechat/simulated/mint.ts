/** Draws the values of a login in the formats of the real ones (protocol.md 1.3). */
import type { Dice } from '../../dice.ts';

/** Seven bytes in base64url: the tenth letter has but four forms. */
export const uuid = (dice: Dice): string =>
  `${dice.text('base64url', 9)}${dice.pick(['A', 'Q', 'g', 'w'])}==`;

export const ticket = (dice: Dice): string => `${dice.text('base64url', 24)}@qrticket_0`;

const crypt = (dice: Dice, length: number): string =>
  `@crypt_${dice.text('hex', 8)}_${dice.text('hex', length)}`;

export const mediaId = (dice: Dice): string => crypt(dice, 256);

/** Nineteen digits, within a signed 64-bit number and far above 2^53. */
export const messageId = (dice: Dice): string => `${dice.between(1, 8)}${dice.text('decimal', 18)}`;

/** Two numbers and 128 bytes as a protobuf, in base64. */
function authTicket(dice: Dice): string {
  const number = dice.next();
  const varint = [0, 7, 14, 21, 28].map((shift) => ((number >>> shift) & 127) | (shift < 28 ? 128 : 0));
  const head = [0x08, 0x8b, 0x01, 0x10, ...varint, 0x1a, 0x80, 0x01];
  return Buffer.from([...head, ...dice.bytes(128)]).toString('base64');
}

export interface LoginValues {
  readonly sid: string;
  readonly skey: string;
  /** Percent-encoded, as the XML has it. */
  readonly passTicket: string;
  readonly dataTicket: string;
  readonly authTicket: string;
  readonly uvid: string;
}

export const loginValues = (dice: Dice): LoginValues => ({
  sid: dice.text('base64', 16),
  skey: crypt(dice, 32),
  passTicket: encodeURIComponent(dice.text('base64', 64)),
  dataTicket: dice.text('base64', 24),
  authTicket: authTicket(dice),
  uvid: dice.text('hex', 96),
});

const loneSurrogate = /\p{Surrogate}/gu;

/** A file name as downloads ask for it: percent-encoded, the dot too. */
export const encryFileName = (name: string): string =>
  encodeURIComponent(name.replace(loneSurrogate, '\ufffd')).replaceAll('.', '%2E');
