/** Files on their way up: preflight, chunks, the question whether the server has it already. */

import { createHash } from 'node:crypto';
import { uploadedBody } from './bodies.mjs';
import { mediaId } from './ids.mjs';
import { gif } from './media.mjs';
import { boundaryOf, multipartBody } from './multipart.mjs';
import { fileJson, media, preflight } from './replies.mjs';

/** @typedef {import('./session.mjs').Session} Session */
/** @typedef {{ name: string, type: string, kind: 'pic' | 'video' | 'doc', bytes: Buffer }} LocalFile */

/** The page sends larger files in pieces of this size. */
export const chunkSize = 524_288;

/** A request's body above this size is left out of the recording. */
const keptSize = 65_536;

const hours = 8;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date as JavaScript prints it in China, whatever zone this runs in. */
function chinaDate(ms) {
  const date = new Date(ms + hours * 3_600_000);
  const day = `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, '0')} ${date.getUTCFullYear()}`;
  return `${day} ${date.toISOString().slice(11, 19)} GMT+0800 (中国标准时间)`;
}

/** The picture by which the page counts what its users do. @param {Session} session */
function beacon({ page }, rid, rkey, rvalue) {
  page.wait(2, 8);
  const url = `https://support.weixin.qq.com/cgi-bin/mmsupport-bin/reportforweb?rid=${rid}&rkey=${rkey}&rvalue=${rvalue}`;
  page.call('image', { url }, media(gif, 'image/gif'), page.random.integer(20, 70));
}

/**
 * webwxuploadmedia, in as many requests as it takes.
 * @param {Session} session @param {LocalFile} file @param {{ to: string, first?: boolean }} options `first`: nothing was uploaded just before, so the browser asks leave
 * @returns {string} MediaId
 */
export function upload(session, file, { to, first = false }) {
  const { page, random } = session;
  beacon(session, 69373, 9, 1);
  beacon(session, 63637, 72, random.integer(40, 95));
  beacon(session, 63637, 76, 1);
  const url = `https://file.${page.host}/cgi-bin/mmwebwx-bin/webwxuploadmedia?f=json`;
  page.wait(15, 40);
  if (first) page.run('preflight', { url, method: 'OPTIONS' }, preflight(page.origin));
  const id = mediaId(random);
  const count = Math.ceil(file.bytes.length / chunkSize);
  const fields = uploadFields(session, file, to);
  session.uploads += 1;
  for (let index = 0; index < count; index += 1) {
    const isLast = index === count - 1;
    const piece = file.bytes.subarray(index * chunkSize, (index + 1) * chunkSize);
    const chunk =
      count > 1
        ? [
            ['chunks', String(count)],
            ['chunk', String(index)],
          ]
        : [];
    const boundary = boundaryOf(random);
    const type = count > 1 ? 'application/octet-stream' : file.type;
    const body = multipartBody(boundary, [...fields.slice(0, 5), ...chunk, ...fields.slice(5)], {
      name: 'filename',
      fileName: file.name,
      type,
      bytes: piece,
    });
    const isKept = body.length <= keptSize;
    const answer = uploadedBody({
      mediaId: isLast ? id : '',
      position: index * chunkSize + piece.length,
      fileName: file.name,
    });
    const call = {
      url,
      method: 'POST',
      body,
      contentType: `multipart/form-data; boundary=${boundary}`,
      ...(!isKept && { bodyNotKept: body.length }),
    };
    page.run('upload', call, fileJson(answer, page.origin), 90 + Math.round(piece.length / 600));
    page.wait(2, 6);
  }
  return id;
}

function uploadFields(session, { name, type, kind, bytes }, to) {
  const { page, login, cast } = session;
  const request = {
    UploadType: 2,
    BaseRequest: session.base(),
    ClientMediaId: page.now,
    TotalLen: bytes.length,
    StartPos: 0,
    DataLen: bytes.length,
    MediaType: 4,
    FromUserName: cast.self.userName,
    ToUserName: to,
    FileMd5: createHash('md5').update(bytes).digest('hex'),
  };
  return [
    ['id', `WU_FILE_${session.uploads}`],
    ['name', name],
    ['type', type],
    ['lastModifiedDate', chinaDate(page.now - 86_400_000)],
    ['size', String(bytes.length)],
    ['mediatype', kind],
    ['uploadmediarequest', JSON.stringify(request)],
    ['webwx_data_ticket', login.dataTicket],
    ['pass_ticket', decodeURIComponent(login.passTicket)],
  ];
}

/**
 * webwxcheckupload: a file above 25 MB, which the server turns out to have.
 * @param {Session} session @param {{ name: string, size: number, to: string }} file
 * @returns {{ id: string, signature: string }}
 */
export function checkUpload(session, { name, size, to }) {
  const { random, cast } = session;
  beacon(session, 69373, 9, 1);
  beacon(session, 63637, 70, random.integer(10, 20));
  beacon(session, 63637, 74, 1);
  const found = { id: mediaId(random), signature: random.base64(86) };
  const body = {
    FromUserName: cast.self.userName,
    ToUserName: to,
    FileSize: size,
    FileMd5: random.hex(32),
    FileName: name,
    FileType: 7,
    BaseRequest: session.base(),
  };
  const { EncryFileName } = uploadedBody({ mediaId: '', position: 0, fileName: name });
  session.runPost('webwxcheckupload', '', body, {
    BaseResponse: { Ret: 0, ErrMsg: '' },
    MediaId: found.id,
    AESKey: random.hex(32),
    Signature: found.signature,
    EncryFileName,
  });
  return found;
}
