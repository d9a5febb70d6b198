/** The smallest valid bodies of each media type. */

const segment = (marker, ...bytes) => [
  0xff,
  marker,
  ((bytes.length + 2) >> 8) & 255,
  (bytes.length + 2) & 255,
  ...bytes,
];

/**
 * A grey 8×8 JPEG: one component, one code in each Huffman table. Shades differ, so that two pictures
 * differ in their bytes.
 * @param {number} shade 0 to 63, dark to light
 * @returns {Buffer}
 */
export function jpeg(shade) {
  const data = shade & 63;
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 72, 0, 72, 0, 0),
    ...segment(0xdb, 0, ...new Array(64).fill(8)),
    ...segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x11, 0),
    ...segment(0xc4, 0x00, 1, ...new Array(15).fill(0), 6),
    ...segment(0xc4, 0x10, 1, ...new Array(15).fill(0), 0),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
    data << 1,
    ...[0xff, 0xd9],
  ]);
}

/** One transparent pixel. */
export const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Silence: one frame of MPEG-1 layer III, 32 kbit/s at 44.1 kHz. */
export const mp3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x10, 0xc4]), Buffer.alloc(100)]);

const box = (type, content) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
};

/** A container that says it is MP4 and holds nothing. */
export const mp4 = Buffer.concat([
  box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')),
  box('free', Buffer.alloc(0)),
  box('mdat', Buffer.alloc(16)),
]);

/** A page without a mark on it. */
export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
