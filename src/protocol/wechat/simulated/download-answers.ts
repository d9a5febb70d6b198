/** Answers of downloads: pictures, sound, film, files. */
import { Body, header } from '../../../exchange.ts';
import type { Reply } from '../../backend.ts';
import { type Answers, download } from './answers.ts';
import { avatar, film, gif, photo, pictureKey, silence } from './pictures.ts';
import { type Asked, rawReply } from './respond.ts';
import type { Session } from './session.ts';

const thumbnail = 'slave';

/** Uploaded bytes where the message shows some, otherwise a picture of its own for every message. */
function picture({ view }: Asked, session: Session): Uint8Array | Reply | undefined {
  const id = view.param('MsgID') ?? '';
  const uploaded = session.media.get(id);
  if (uploaded) return uploaded;
  const known = session.known(id);
  if (!known) return undefined;
  if (known.kind === 'emoticon') return rawReply('image/gif', Body.ofBytes(gif));
  const [width, height] = view.param('type') === thumbnail ? [120, 80] : [480, 320];
  return photo(id, width, height);
}

const sound = ({ view }: Asked, session: Session): Uint8Array | undefined => {
  const id = view.param('msgid') ?? '';
  return session.known(id) ? silence(3000) : undefined;
};

/** Without a Range nothing comes (protocol.md 6.10). */
function video({ view, row }: Asked, session: Session): Reply | undefined {
  const id = view.param('msgid') ?? '';
  const bytes = session.media.get(id) ?? (session.known(id) ? film(id) : undefined);
  const range = /^bytes=(\d{1,12})-(\d{0,12})$/.exec(header(view.request.headers, 'range') ?? '');
  if (!bytes || !range) return undefined;
  const start = Math.min(Number(range[1]), bytes.length - 1);
  const end = range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1);
  return rawReply(row.reply.type, Body.ofBytes(bytes.slice(start, end + 1)), {
    status: 206,
    headers: [
      ['Accept-Ranges', 'bytes'],
      ['Content-Range', `bytes ${start}-${Math.max(start, end)}/${bytes.length}`],
    ],
  });
}

function file({ view, row }: Asked, session: Session): Reply | undefined {
  const bytes = session.media.get(view.param('mediaid') ?? '');
  const headers: [string, string][] = [['Access-Control-Allow-Origin', '*']];
  return bytes && rawReply(row.reply.type, Body.ofBytes(bytes), { headers });
}

const face = ({ view }: Asked, { circle }: Session): Uint8Array | undefined => {
  const contact = circle.byAlias(view.param('username') ?? '');
  return contact && avatar(pictureKey(contact));
};

/** Of an uploaded picture, before it is sent. */
const preview = ({ view }: Asked, { media }: Session): Uint8Array | undefined =>
  media.get(view.param('mediaid') ?? '');

const map = ({ view }: Asked): Uint8Array => photo(`map ${view.param('msgid') ?? ''}`, 240, 160);

export const downloadAnswers: Answers = {
  webwxgetmsgimg: download(picture),
  webwxgetvoice: download(sound),
  webwxgetvideo: download(video),
  webwxgetmedia: download(file),
  webwxgeticon: download(face),
  webwxgetheadimg: download(face),
  webwxgetpubliclinkimg: download(map),
  webwxpreview: download(preview),
};
