/** What a client uploads, sends and downloads (protocol.md 6.1, 6.8 to 6.11). */
import { Body } from '../../../exchange.ts';
import { type MediaPlan, type Step, step, type Upload, type Values } from '../../client-plan.ts';
import type { Reading } from '../../endpoint.ts';
import { unescapeHtml } from '../content.ts';
import * as rows from '../downloads.ts';
import { asText } from '../loose.ts';
import * as sends from '../send.ts';
import * as uploads from '../uploads.ts';

const piece = 512 * 1024;
const large = 25 * 1024 * 1024;
/** What the server files a medium under; animated pictures count as documents. */
const mediaTypes = { image: 'pic', video: 'video', file: 'doc', emoticon: 'doc' } as const;
const appId = 'wxeb7ec651dd0aefa9';
const newMessage = 0;

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
const extensionOf = (name: string): string => /\.([^.]{1,20})$/.exec(name)?.[1] ?? '';

/** The card that a file is shown by. */
const fileCard = ({ name, size }: Upload, mediaId: string): string =>
  `<appmsg appid='${appId}' sdkver=''><title>${escapeXml(name)}</title><des></des><action></action><type>6</type>` +
  `<content></content><url></url><lowurl></lowurl><appattach><totallen>${size}</totallen>` +
  `<attachid>${mediaId}</attachid><fileext>${escapeXml(extensionOf(name))}</fileext></appattach>` +
  '<extinfo></extinfo></appmsg>';

function send(upload: Upload, mediaId: string): Step {
  const { kind, to } = upload;
  if (kind === 'image') return step(sends.sendmsgimg, { type: 3, mediaId, to, scene: newMessage });
  if (kind === 'video') return step(sends.sendvideomsg, { type: 43, mediaId, to, scene: newMessage });
  if (kind === 'emoticon') return step(sends.sendemoticon, { type: 47, mediaId, to, scene: newMessage });
  return step(sends.sendappmsg, { type: 6, appmsg: fileCard(upload, mediaId), to, scene: newMessage });
}

type Download = (item: Values, id: string, size: 'whole' | 'thumbnail') => Step | undefined;

const picture: Download = (_, messageId, size) =>
  step(rows.getmsgimg, { messageId, ...(size === 'thumbnail' && { size: 'slave' }) });
const thumbnailOr =
  (whole: Download): Download =>
  (item, id, size) =>
    size === 'thumbnail' ? picture(item, id, size) : whole(item, id, size);
const video = thumbnailOr((_, messageId) => step(rows.getvideo, { messageId }));

/** How the medium of each kind of message is got. */
const downloads: Readonly<Record<string, Download>> = {
  image: picture,
  emoticon: picture,
  link: (item, id) => picture(item, id, 'thumbnail'),
  voice: (_, messageId) => step(rows.getvoice, { messageId }),
  video,
  'micro-video': video,
  file: (item) => {
    const [mediaId, sender] = [asText(item.MediaId), asText(item.FromUserName)];
    if (mediaId === '') return undefined;
    const fileName = asText(item.EncryFileName) || unescapeHtml(asText(item.FileName));
    return step(rows.getmedia, { sender, mediaId, fileName });
  },
  location: (_, messageId) => step(rows.getpubliclinkimg, { url: 'xxx', messageId, pictureType: 'location' }),
};

export const mediaPlan: MediaPlan = {
  piece,
  large,
  check: ({ to, size, md5, name }) => step(uploads.checkupload, { to, size, md5, fileName: name }),
  known: (call: Reading) => asText(call.got('/MediaId')),
  upload: ({ kind, to, name, size, type, md5, modified }, bytes, { index, of }) =>
    step(uploads.uploadmedia, {
      fileId: 'WU_FILE_0',
      fileName: name,
      mime: type,
      modified: new Date(modified).toString(),
      size,
      ...(of > 1 && { chunks: of, chunk: index }),
      mediaType: mediaTypes[kind],
      to,
      md5,
      file: {
        filename: name,
        type: of > 1 ? 'application/octet-stream' : type,
        bytes: Body.ofBytes(bytes),
      },
    }),
  uploaded: (call) => asText(call.got('/MediaId')),
  send,
  download: (item, kind, size) =>
    Object.hasOwn(downloads, kind) ? downloads[kind]!(item, asText(item.MsgId), size) : undefined,
};
