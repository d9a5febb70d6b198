/** Answers of uploads: the preflight, the pieces, the question whether a file is there already. */
import { Body, type HeaderList, header } from '../../../exchange.ts';
import { parseLossless } from '../../../json.ts';
import type { Answer } from '../../backend.ts';
import type { FilePart } from '../../codec/multipart.ts';
import type { Fields } from '../../codec/values.ts';
import { at } from '../../shape.ts';
import { splitUrl } from '../../url.ts';
import { asNumber, asText } from '../loose.ts';
import { type Answering, type Answers, inSession } from './answers.ts';
import { mainHost, sessionOf } from './guard.ts';
import { encryFileName } from './mint.ts';
import { type Asked, filled, notFound, rawReply, reply } from './respond.ts';
import type { Session } from './session.ts';

/** Above this a file comes in pieces (D35). */
const largestPiece = 524_288;

/** Uploads come from another origin, with cookies: both headers are needed, and `*` will not do (official.md 1.7). */
function crossOrigin({ view, sim }: Pick<Asked, 'view' | 'sim'>): HeaderList {
  const origin = header(view.request.headers, 'origin') ?? '';
  const isOurs = /^https?:\/\/[\w.:-]+$/.test(origin) && sim.table.owns(splitUrl(origin).host);
  return [
    ['Access-Control-Allow-Origin', isOurs ? origin : `https://${mainHost(sim)}`],
    ['Access-Control-Allow-Credentials', 'true'],
  ];
}

/** The preflight of any row: allowed what it asks for. */
export function preflight(asked: Pick<Asked, 'view' | 'sim'>): Answer {
  const { headers } = asked.view.request;
  const wanted = header(headers, 'access-control-request-headers') ?? 'Content-Type';
  const names = /^[\w ,-]{1,500}$/.test(wanted) ? wanted : 'Content-Type';
  return rawReply('text/plain', Body.empty, {
    headers: [
      ...crossOrigin(asked),
      ['Access-Control-Allow-Methods', 'GET, POST, OPTIONS'],
      ['Access-Control-Allow-Headers', names],
    ],
  });
}

/** What the client says of the file in a field of JSON text. */
function requestOf({ view }: Asked): unknown {
  try {
    return parseLossless(asText(view.sent('/uploadmediarequest')));
  } catch {
    return undefined;
  }
}

function upload(asked: Asked): Answer {
  const answer = (fields: Fields, ret = 0): Answer => {
    const value = filled(asked.row, { BaseResponse: { Ret: ret, ErrMsg: '' }, ...fields });
    return reply(asked, value, { headers: crossOrigin(asked), ...(ret !== 0 && { why: `Ret ${ret}` }) });
  };
  const session = sessionOf(asked, 1101);
  if (typeof session === 'number') return answer({}, session);
  const request = requestOf(asked);
  if (!asked.view.body?.ok || request === undefined) return answer({}, 1200);
  const [uin, sid] = [at(request, '/BaseRequest/Uin'), at(request, '/BaseRequest/Sid')];
  if (asText(uin) !== String(session.uin) || sid !== session.values.sid) return answer({}, 1101);
  // The older form of uploads was no longer taken.
  if (asked.sim.ages.has('D7') && at(request, '/UploadType') !== 2) return answer({}, 1);
  return answer(store(asked, session, request));
}

function store({ view, sim }: Asked, session: Session, request: unknown): Fields {
  const part = view.sent('/filename') as FilePart | undefined;
  const bytes = part?.bytes instanceof Body ? part.bytes.bytes() : new Uint8Array();
  const number = (name: string, otherwise: number): number => {
    const text = asText(view.sent(`/${name}`));
    return /^\d{1,6}$/.test(text) ? Number(text) : otherwise;
  };
  const [pieces, index] = [number('chunks', 1), number('chunk', 0)];
  if (pieces <= 1 && bytes.length > largestPiece && sim.ages.has('D35')) return { StartPos: bytes.length };
  const md5 = asText(at(request, '/FileMd5'));
  const name = asText(view.sent('/name')) || part?.filename || 'file';
  const key = `${asText(at(request, '/ClientMediaId'))} ${md5} ${name} ${asText(view.sent('/size'))}`;
  const { size, whole } = session.media.add(key, bytes, index, pieces);
  if (!whole) return { StartPos: size };
  const mediaId = session.mediaId();
  session.media.put(mediaId, { name, mime: asText(view.sent('/type')), md5, bytes: whole });
  return {
    MediaId: mediaId,
    StartPos: size,
    CDNThumbImgHeight: 100,
    CDNThumbImgWidth: 100,
    EncryFileName: encryFileName(name),
  };
}

function check({ view }: Asked, session: Session): Fields {
  const md5 = asText(view.sent('/FileMd5'));
  const known = md5 === '' ? undefined : session.media.find(md5, asNumber(view.sent('/FileSize')));
  const dice = session.dice.fork(`file ${md5}`);
  return {
    MediaId: known ?? '',
    AESKey: known ? '' : dice.text('hex', 32),
    Signature: known ? '' : dice.text('hex', 128),
    EncryFileName: encryFileName(asText(view.sent('/FileName'))),
  };
}

const checking: Answering = (asked) =>
  asked.sim.ages.has('D7') ? inSession(check)(asked) : notFound('not there before 2016-11');

export const uploadAnswers: Answers = {
  'webwxuploadmedia.preflight': preflight,
  webwxuploadmedia: upload,
  webwxcheckupload: checking,
};
