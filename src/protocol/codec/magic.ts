/** File formats by their first bytes. */

/** What a file is for. */
export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'archive';

export interface Magic {
  readonly mime: string;
  readonly kind: MediaKind;
  /** The bytes, one character each, and where they stand. */
  readonly marks: readonly (readonly [at: number, bytes: string])[];
}

/** In this order; the first that fits wins. */
const formats: readonly Magic[] = [
  { mime: 'image/jpeg', kind: 'image', marks: [[0, '\xff\xd8\xff']] },
  { mime: 'image/jpeg', kind: 'image', marks: [[6, 'JFIF\0']] },
  { mime: 'image/jpeg', kind: 'image', marks: [[6, 'Exif\0']] },
  { mime: 'image/png', kind: 'image', marks: [[0, '\x89PNG\r\n']] },
  { mime: 'image/gif', kind: 'image', marks: [[0, 'GIF87a']] },
  { mime: 'image/gif', kind: 'image', marks: [[0, 'GIF89a']] },
  {
    mime: 'image/webp',
    kind: 'image',
    marks: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  },
  { mime: 'image/heic', kind: 'image', marks: [[4, 'ftyphei']] },
  { mime: 'image/avif', kind: 'image', marks: [[4, 'ftypavi']] },
  { mime: 'image/tiff', kind: 'image', marks: [[0, 'II*\0']] },
  { mime: 'image/tiff', kind: 'image', marks: [[0, 'MM\0*']] },
  { mime: 'audio/mp4', kind: 'audio', marks: [[4, 'ftypM4A']] },
  { mime: 'audio/mp3', kind: 'audio', marks: [[0, 'ID3']] },
  { mime: 'audio/mp3', kind: 'audio', marks: [[0, '\xff\xfb']] },
  { mime: 'audio/mp3', kind: 'audio', marks: [[0, '\xff\xf3']] },
  { mime: 'audio/mp3', kind: 'audio', marks: [[0, '\xff\xf2']] },
  { mime: 'audio/amr', kind: 'audio', marks: [[0, '#!AMR']] },
  { mime: 'audio/silk', kind: 'audio', marks: [[0, '#!SILK']] },
  { mime: 'audio/silk', kind: 'audio', marks: [[0, '\x02#!SILK']] },
  {
    mime: 'audio/wav',
    kind: 'audio',
    marks: [
      [0, 'RIFF'],
      [8, 'WAVE'],
    ],
  },
  { mime: 'audio/ogg', kind: 'audio', marks: [[0, 'OggS\0']] },
  { mime: 'audio/flac', kind: 'audio', marks: [[0, 'fLaC']] },
  { mime: 'video/mp4', kind: 'video', marks: [[4, 'ftyp']] },
  {
    mime: 'video/avi',
    kind: 'video',
    marks: [
      [0, 'RIFF'],
      [8, 'AVI '],
    ],
  },
  { mime: 'video/webm', kind: 'video', marks: [[0, '\x1a\x45\xdf\xa3']] },
  { mime: 'application/pdf', kind: 'document', marks: [[0, '%PDF-']] },
  { mime: 'application/msword', kind: 'document', marks: [[0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1']] },
  { mime: 'application/zip', kind: 'archive', marks: [[0, 'PK\x03\x04']] },
  { mime: 'application/zip', kind: 'archive', marks: [[0, 'PK\x05\x06']] },
  { mime: 'application/gzip', kind: 'archive', marks: [[0, '\x1f\x8b\x08']] },
  { mime: 'application/zstd', kind: 'archive', marks: [[0, '\x28\xb5\x2f\xfd']] },
  { mime: 'application/x-rar', kind: 'archive', marks: [[0, 'Rar!\x1a\x07']] },
  { mime: 'application/x-7z-compressed', kind: 'archive', marks: [[0, '7z\xbc\xaf\x27\x1c']] },
];

/** How many characters of a head are enough to know a format. */
export const headSize = 16;

/**
 * The format that a head belongs to. One character a byte; U+FFFD stands for a byte that was lost when somebody
 * read the file as text, so two other characters must fit before such a head is believed.
 */
export function formatOf(head: string): Magic | undefined {
  return formats.find((format) => fits(format, head));
}

/** The first format of a media type. */
export function formatOfMime(mime: string): Magic | undefined {
  return formats.find((format) => format.mime === mime);
}

function fits(format: Magic, head: string): boolean {
  let lost = 0;
  let known = 0;
  for (const [at, bytes] of format.marks) {
    for (let index = 0; index < bytes.length; index++) {
      const code = head.charCodeAt(at + index);
      if (code === bytes.charCodeAt(index)) known++;
      else if (code === 0xfffd && bytes.charCodeAt(index) > 0x7f) lost++;
      else return false;
    }
  }
  return lost === 0 || known > 1;
}
