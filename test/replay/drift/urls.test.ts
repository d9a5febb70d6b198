/** The URL at which a login goes on: what drift says of its host and of what its query brings. */
import { expect, test } from 'vitest';
import type { Exchange } from '../../../src/exchange.ts';
import { login, page } from '../../support/exchanges.ts';
import { drift } from './learned.ts';

const confirmedBy = (url: string): Exchange[] => {
  const poll = page.confirmed({ reply: `window.code=200;\nwindow.redirect_uri="${url}";` });
  const isConfirmed = ({ response }: Exchange): boolean =>
    response?.body?.text().includes('redirect_uri') === true;
  return login().map((one) => (isConfirmed(one) ? { ...poll, startedAt: one.startedAt } : one));
};
const path = '/cgi-bin/mmwebwx-bin/webwxnewloginpage';
const findingsOf = (url: string) =>
  drift(login(), confirmedBy(url)).findings.filter(
    ({ where }) => where === '/response/body/window.redirect_uri',
  );

test('new names in its query are told, beside another host', () => {
  const [finding, ...others] = findingsOf(
    `https://wx2.qq.com${path}?ticket=AbCdEfGhIjKlMnOpQrStUvWx@qrticket_0&uuid=4abCd_EfgH==&lang=zh_CN&scan=1&vcdataticket=x`,
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: 'field-host', severity: 'note' });
  expect(finding!.message).toContain('wx2.qq.com');
  expect(finding!.message).toContain('vcdataticket');
});

test('without what a request sends it is a break; without the rest a note', () => {
  expect(findingsOf(`https://wx.qq.com${path}?uuid=4abCd_EfgH==&lang=zh_CN&scan=1`)).toMatchObject([
    { severity: 'break', consumers: [{ endpoint: 'webwxnewloginpage', field: '/request/query/ticket' }] },
  ]);
  expect(
    findingsOf(
      `https://wx.qq.com${path}?ticket=AbCdEfGhIjKlMnOpQrStUvWx@qrticket_0&uuid=4abCd_EfgH==&scan=1`,
    ),
  ).toMatchObject([{ severity: 'note' }]);
});
