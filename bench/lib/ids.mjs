/** Identifiers in the shapes the real service gives them (protocol.md 1.3). */

/** @typedef {import('./random.mjs').Random} Random */

/** A QR code's id: seven bytes, base64url, padded. @param {Random} random */
export const uuid = (random) => `${random.bytes(7).toString('base64url')}==`;

/** The one-time ticket inside redirect_uri. @param {Random} random */
export const ticket = (random) => `A${random.bytes(18).toString('base64url').slice(1)}@qrticket_0`;

/** @param {Random} random */
export const skey = (random) => `@crypt_${random.hex(8)}_${random.hex(32)}`;

/** @param {Random} random */
export const sid = (random) => random.base64(16);

/** An account number above 2^31, where 32-bit clients fail. @param {Random} random */
export const uin = (random) => random.integer(2_200_000_000, 4_200_000_000);

/** Percent-encoded already, as the reply to webwxnewloginpage carries it. @param {Random} random */
export const passTicket = (random) =>
  encodeURIComponent(`${random.base64(30)}/${random.base64(20)}+${random.base64(12)}`);

/** @param {Random} random */
export const dataTicket = (random) => `gS${random.base64(16)}+${random.base64(5)}`;

/** @param {Random} random */
export const deviceUvid = (random) => random.hex(96);

/** The device's long-lived ticket: a protobuf whose second field is the account number. */
export function authTicket(random, accountNumber) {
  const head = [0x08, ...varint(139), 0x10, ...varint(accountNumber), 0x1a, ...varint(128)];
  return Buffer.concat([Buffer.from(head), random.bytes(128)]).toString('base64');
}

/** Base-128 digits, least significant first, as protobuf writes integers. */
function varint(value) {
  const out = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return [...out, rest];
}

/** @param {Random} random */
export const personName = (random) => `@${random.hex(64)}`;

/** Official accounts have the short form. @param {Random} random */
export const brandName = (random) => `@${random.hex(32)}`;

/** @param {Random} random */
export const roomName = (random) => `@@${random.hex(64)}`;

/** A room's second name, used to ask for its members. @param {Random} random */
export const encryRoomId = (random) => `@${random.hex(32)}`;

/** The name people keep for life; it leaks into XML only. @param {Random} random */
export const wxid = (random) => `wxid_${random.lettersAndDigits(12)}${random.digits(2)}`;

/** @param {Random} random */
export const roomNumber = (random) => `${random.integer(1, 9)}${random.digits(9)}@chatroom`;

/** Nineteen digits below 2^63 and far above 2^53. @param {Random} random */
export const messageId = (random) => `${random.integer(1, 8)}${random.digits(18)}`;

/** @param {Random} random */
export const mediaId = (random) => `@crypt_${random.hex(8)}_${random.hex(160)}`;

/** Drawn anew for every request. @param {Random} random */
export const deviceId = (random) => `e${random.digits(15)}`;

/** Names a message before the server does: milliseconds, a zero, three digits. */
export const localId = (random, now) => `${now}0${random.digits(3)}`;

/** @param {Random} random */
export const strangerTicket = (random) => `v4_${random.hex(96)}@stranger`;
