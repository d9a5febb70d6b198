/** How the real web page uploads a picture (research/official.md 1.7 and 3). */
import { cgi, type PageWire } from './page-wire.ts';
import { type Item, need } from './persona.ts';

/** Across hosts and with cookies, which the file host has to allow by name. The MediaId. */
export async function uploadPicture(wire: PageWire, self: string): Promise<string> {
  const origin = ['Origin', `https://${wire.host}`] as const;
  const url = `https://${wire.hostOf('file')}${cgi}/webwxuploadmedia?f=json`;
  const preflight = await wire.http.send('OPTIONS', url, [origin, ['Access-Control-Request-Method', 'POST']]);
  const size = 4;
  const asked = { UploadType: 2, ...wire.base, ClientMediaId: wire.now, TotalLen: size, StartPos: 0 };
  const whole = {
    ...asked,
    DataLen: size,
    MediaType: 4,
    FromUserName: self,
    ToUserName: 'filehelper',
  };
  const fields = {
    id: 'WU_FILE_0',
    name: 'a.jpg',
    type: 'image/jpeg',
    lastModifiedDate: 'Sun Nov 20 2016 10:00:00 GMT+0800',
    size: String(size),
    mediatype: 'pic',
    uploadmediarequest: JSON.stringify({ ...whole, FileMd5: '0'.repeat(32) }),
    webwx_data_ticket: need({ ticket: wire.http.cookies.get('webwx_data_ticket') }, 'ticket'),
    pass_ticket: wire.ticket,
  };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = '--b\r\nContent-Disposition: form-data; name="filename"; filename="a.jpg"\r\n';
  const body = `${parts.join('')}${file}Content-Type: image/jpeg\r\n\r\nJPEG\r\n--b--\r\n`;
  const posted = await wire.http.post(url, body, [
    ['Content-Type', 'multipart/form-data; boundary=b'],
    origin,
  ]);
  for (const got of [preflight, posted]) {
    const isAllowed = got.header('access-control-allow-origin') === `https://${wire.host}`;
    if (got.status !== 200 || !isAllowed || got.header('access-control-allow-credentials') !== 'true')
      throw new TypeError('refused by the browser: CORS');
  }
  const told = posted.json();
  if (need<Item>(told, 'BaseResponse').Ret !== 0) throw new Error('not uploaded');
  return need(told, 'MediaId');
}
