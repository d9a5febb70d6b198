/** Uploads for the tests. */
import { Body } from '../../../../src/exchange.ts';
import { encodeMultipart } from '../../../../src/protocol/codec/multipart.ts';
import type { Page, Said } from './page.ts';

export interface UploadOptions {
  readonly name?: string;
  readonly mime?: string;
  readonly bytes?: Uint8Array;
  /** Over what the page says of the file. */
  readonly request?: Readonly<Record<string, unknown>>;
  readonly chunk?: number;
  readonly chunks?: number;
  readonly size?: number;
  readonly md5?: string;
}

/** One piece of a file, in the page's layout. */
export function uploadOf(page: Page, options: UploadOptions): Promise<Said> {
  const {
    name = 'a.txt',
    mime = 'text/plain',
    bytes = new TextEncoder().encode('hello'),
    md5 = 'm1',
  } = options;
  const { sid, skey, uin, userName, dataTicket } = page.session;
  const size = options.size ?? bytes.length;
  const request = {
    UploadType: 2,
    BaseRequest: { Uin: Number(uin), Sid: sid, Skey: skey, DeviceID: 'e1' },
    ClientMediaId: 1,
    TotalLen: size,
    StartPos: 0,
    DataLen: size,
    MediaType: 4,
    FromUserName: userName,
    ToUserName: 'filehelper',
    FileMd5: md5,
    ...options.request,
  };
  const boundary = '----WebKitFormBoundaryTest';
  const fields = {
    id: 'WU_FILE_0',
    name,
    type: mime,
    lastModifiedDate: 'now',
    size: String(size),
    ...(options.chunks !== undefined && { chunks: String(options.chunks), chunk: String(options.chunk) }),
    mediatype: 'doc',
    uploadmediarequest: JSON.stringify(request),
    webwx_data_ticket: dataTicket,
    filename: { filename: name, type: mime, bytes: Body.ofBytes(bytes) },
  };
  const url = `https://${page.hostOf('file')}/cgi-bin/mmwebwx-bin/webwxuploadmedia?f=json`;
  return page.raw('POST', url, encodeMultipart(fields, boundary).bytes(), [
    ['Origin', `https://${page.host}`],
    ['Content-Type', `multipart/form-data; boundary=${boundary}`],
  ]);
}
